//! Writes that appear all at once.
//!
//! A statement's files are written through a [`Staging`], which no reader sees, and appear with its `commit`: together, and in the
//! same moment that the files they replace disappear. A crash at any moment leaves all of the old or all of the new. The
//! unit is the *root*: the table's directory, found from any of its partitions by going up past `k=v` names. All bookkeeping is
//! in `ROOT/.skep_writes/`, a hidden name that is gone again when nothing is under way.
//!
//! **On the local file system** ([`local`]) files are staged in `.skep_writes/ID/`. Committing takes an exclusive `flock` on the root
//! directory, flushes the files, and writes `.skep_writes/commit`, the list of files to move into place and files to delete.
//! Its appearance (a rename) is the commit. The moves and deletions follow, then the list goes. Listings hold a shared lock, so they
//! see none of this half-way; one that finds a list although it got the lock knows that its writer has died, and
//! finishes the work first. A staging directory is locked by its writer; one that isn't belongs to a dead writer, and
//! the next writer removes it.
//!
//! **In an object store** ([`objects`]), which can't rename or lock, files are uploaded under their final names, which hold the
//! write's ID. While the object `.skep_writes/ID.pending` exists and `ID.committed` doesn't, listings leave out files with that ID; the
//! PUT of `ID.committed`, which lists the replaced files, is the commit. From then on listings leave out the replaced files, which
//! are then deleted. Commits that replace files exclude each other by a conditional PUT of `.skep_writes/lock`.
//! The next writer clears away what is old. Programs other than skep see files of both sets meanwhile, but never half a file.
//!
//! A query that listed its files before an overwrite may find one gone when it comes to open it; it then fails, and says so. It never
//! mixes old and new.

pub(crate) mod local;
pub(crate) mod objects;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use uuid::Uuid;

use crate::transfer::DIRECTORY_MARKER;
use crate::{ErrorKind, Location, Result, StorageError, Stores};

/// The bookkeeping's directory below a root.
pub(crate) const WRITES: &str = ".skep_writes";

/// For another commit on the same root to end.
pub(crate) const LOCK_TIMEOUT: Duration = Duration::from_secs(60);

/// The files of one statement, until they are committed. Dropped without commit they are gone: locally at once, in an object store
/// with [`Staging::abort`] or with a later write.
#[derive(Debug)]
pub struct Staging {
    stores: Arc<Stores>,
    root: Location,
    /// The path from the root to the directory that was asked for.
    below: String,
    id: String,
    files: Mutex<Vec<Staged>>,
    backend: Backend,
}

#[derive(Debug)]
enum Backend {
    Local(local::StagingDir),
    Objects,
}

/// A file of a [`Staging`].
#[derive(Debug, Clone)]
pub(crate) struct Staged {
    /// Where it is written.
    pub(crate) location: Location,
    /// Its path below the root, in the end.
    pub(crate) target: String,
}

impl Staging {
    /// Begins a write into a table's or partition's directory, which is made where it is missing. Clears away what writers that died
    /// left there.
    pub async fn begin(stores: &Arc<Stores>, dir: &Location) -> Result<Staging> {
        let root = root_of(dir);
        let id = Uuid::new_v4().simple().to_string();
        let backend = match root.is_local() {
            true => Backend::Local(local::begin(&root, dir, &id).await?),
            false => {
                objects::begin(stores, &root, &id).await?;
                Backend::Objects
            }
        };
        Ok(Staging {
            stores: Arc::clone(stores),
            below: dir.below(&root).unwrap_or_default().to_owned(),
            root,
            id,
            files: Mutex::default(),
            backend,
        })
    }

    /// A new file in the partition directory `dir` (`""` for none), with a name that no other write uses, ending in `extension`
    /// (`".parquet"`, or `""`). Write it at the location given; it must be whole when `commit` is called. A
    /// file that was not written locally is left out. The store makes the directory; who writes past the store must.
    pub fn new_file(&self, dir: &str, extension: &str) -> Location {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        // The zeros in front let names sort in the order of writing, as Hive's `000000_0` do.
        let name = format!("{:06}_0-{}{extension}", files.len(), self.id);
        self.add(&mut files, dir, &name)
    }

    /// As `new_file`, keeping a given name as far as it can (LOAD DATA): locally one that is taken gets `_copy_1`, as in Hive; in an object store
    /// the write's ID is put in before its extension.
    pub fn file_named(&self, dir: &str, name: &str) -> Location {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let name = match &self.backend {
            Backend::Local(_) => name.to_owned(),
            Backend::Objects => {
                let dot = name.find('.').unwrap_or(name.len());
                let (stem, extension) = name.split_at(dot);
                format!("{stem}-{}-{}{extension}", files.len(), self.id)
            }
        };
        self.add(&mut files, dir, &name)
    }

    fn add(&self, files: &mut Vec<Staged>, dir: &str, name: &str) -> Location {
        let target = joined(&joined(&self.below, dir), name);
        let location = match &self.backend {
            // A directory each, so that two files of one name don't meet.
            Backend::Local(staging) => staging.location.join(&format!("{}/{name}", files.len())),
            Backend::Objects => self.root.join(&target),
        };
        let staged = Staged {
            location: location.clone(),
            target,
        };
        files.push(staged);
        location
    }

    /// Makes the files appear, and the data files below each of `replace` (paths of directories below the one that
    /// was begun with; `""` is that one) disappear. Gives where the files are.
    ///
    /// Fails with nothing changed; Busy where another commit took too long.
    pub async fn commit(self, replace: &[String]) -> Result<Vec<Location>> {
        let files = self
            .files
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let replace: Vec<String> = replace.iter().map(|dir| joined(&self.below, dir)).collect();
        match self.backend {
            Backend::Local(staging) => {
                let durable = self.stores.is_durable();
                local::commit(&self.root, staging, files, replace, durable).await
            }
            Backend::Objects => {
                // A directory whose last file goes is still there.
                if files.is_empty() {
                    let marker = self.root.join(&joined(&self.below, DIRECTORY_MARKER));
                    self.stores.put(&marker, bytes::Bytes::new()).await?;
                }
                objects::commit(&self.stores, &self.root, &self.id, files, replace).await
            }
        }
    }

    /// Throws the files away.
    pub async fn abort(self) -> Result<()> {
        match &self.backend {
            Backend::Local(_) => Ok(()),
            Backend::Objects => objects::abort(&self.stores, &self.root, &self.id).await,
        }
    }
}

/// The directory that a partition's writes are kept at: the first one above it that isn't named `k=v`.
pub(crate) fn root_of(dir: &Location) -> Location {
    let mut root = dir.clone();
    while root.file_name().contains('=') {
        match root.parent() {
            Some(parent) => root = parent,
            None => break,
        }
    }
    root
}

/// Two relative paths as one.
fn joined(dir: &str, name: &str) -> String {
    match (dir.trim_matches('/'), name.trim_matches('/')) {
        ("", name) => name.to_owned(),
        (dir, "") => dir.to_owned(),
        (dir, name) => format!("{dir}/{name}"),
    }
}

/// True where the file's path is in the directory's, both below the root.
pub(crate) fn is_below(file: &str, dir: &str) -> bool {
    dir.is_empty()
        || file
            .strip_prefix(dir)
            .is_some_and(|rest| rest.starts_with('/'))
}

pub(crate) fn busy(root: &Location) -> StorageError {
    let reason = "another statement is committing its changes there";
    StorageError::new(ErrorKind::Busy, "write to", root, reason)
}
