//! The archive: a directory on disk or in an object store, and the few steps that change it.
//!
//! ```text
//! DB/structure.sql, DB/triggers.sql                   what tables are, written anew each run
//! DB/log_entries/log_entries.2009-12-13.sql.zst       a day's rows
//! DB/log_entries/_days/2009-12-13.json                its manifest: the day is done
//! DB/users.sql.zst, DB/_tables/users/manifest.json    a table that is archived whole, and its manifest
//! ```
//!
//! A data file is first made durable under a hidden name beside the manifests. Then its manifest is created if there is none, or replaced if it is
//! still the one that was read: of two writers one succeeds. Only after that the file gets the name it is to have, in one step. So what readers see
//! was decided, whole, before; and a hidden file that no manifest names is nobody's.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use object_store::{Error as StoreError, ObjectStoreExt, PutMode, PutOptions, UpdateVersion};
use skep_storage::{DirEntry, Location, StorageError, Stores};

use super::data_file::{Finished, SPOOL_PREFIX, hidden_file};
use super::layout::STAGED_PREFIX;
use super::{DumpError, Kind, Result};

/// An archive.
#[derive(Debug, Clone)]
pub struct Archive {
    stores: Arc<Stores>,
    root: Location,
    /// Where files wait for their upload.
    spool: PathBuf,
}

/// That no other dump of this machine is at the table. It ends with the value.
#[derive(Debug)]
pub(crate) struct TableLock(#[expect(dead_code, reason = "held")] Option<File>);

/// What a stored file was when it was read.
#[derive(Debug, Clone)]
pub(crate) struct Version(Option<String>);

impl Archive {
    /// An archive at `root`; files for an object store wait in the directory `spool`.
    pub fn new(stores: Arc<Stores>, root: Location, spool: PathBuf) -> Archive {
        Archive {
            stores,
            root,
            spool,
        }
    }

    /// Where it is.
    pub fn root(&self) -> &Location {
        &self.root
    }

    /// The stores it is in.
    pub fn stores(&self) -> &Arc<Stores> {
        &self.stores
    }

    /// A place in it.
    pub fn place(&self, path: &str) -> Location {
        self.root.join(path)
    }

    /// Makes sure of the place, before anything is read: a directory is made and can be written to, a store answers.
    pub(crate) async fn prepare(&self) -> Result<()> {
        if let Some(dir) = self.local("") {
            let tried = hidden_file(&dir);
            return tried.map(drop).map_err(|error| DumpError {
                kind: Kind::Usage,
                ..failed("write to", &dir, &error)
            });
        }
        let store = self.stores.object_store(&self.root)?;
        let prefix = self.root.object_path()?;
        match store.list_with_delimiter(Some(&prefix)).await {
            Ok(_) => Ok(()),
            Err(error) => Err(StorageError::of_store("list", &self.root, &error).into()),
        }
    }

    fn local(&self, path: &str) -> Option<PathBuf> {
        self.place(path).local_path()
    }

    /// Where files of a directory of the archive are written before they appear there.
    pub(crate) fn spool_dir(&self, dir: &str) -> PathBuf {
        self.local(dir).unwrap_or_else(|| self.spool.clone())
    }

    /// The paths of all files below a directory, relative to it, sorted; none where it isn't there.
    pub(crate) async fn tree(&self, dir: &str) -> Result<Vec<String>> {
        let mut paths = Vec::new();
        if let Some(root) = self.local(dir) {
            local_tree(&root, "", &mut paths)?;
        } else {
            let place = self.place(dir);
            let store = self.stores.object_store(&place)?;
            let prefix = place.object_path()?;
            let fail = |error| StorageError::of_store("list", &place, &error);
            let mut found = store.list(Some(&prefix));
            while let Some(object) = futures::TryStreamExt::try_next(&mut found)
                .await
                .map_err(fail)?
            {
                let place = self.root.with_object_path(&object.location);
                paths.extend(place.below(&self.place(dir)).map(str::to_owned));
            }
        }
        paths.sort();
        Ok(paths)
    }

    /// The names of a directory's directories, sorted.
    pub(crate) async fn dirs(&self, dir: &str) -> Result<Vec<String>> {
        match self.stores.list_dirs(&self.place(dir)).await {
            Ok(dirs) => Ok(dirs.iter().map(|dir| dir.file_name().to_owned()).collect()),
            Err(error) if error.is_not_found() => Ok(Vec::new()),
            Err(error) => Err(error.into()),
        }
    }

    /// A small file, and its version; `None` where there is none.
    pub(crate) async fn read(&self, path: &str) -> Result<Option<(Vec<u8>, Version)>> {
        if let Some(local) = self.local(path) {
            return match fs::read(&local) {
                Ok(bytes) => Ok(Some((bytes, Version(None)))),
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
                Err(error) => Err(failed("read", &local, &error)),
            };
        }
        let place = self.place(path);
        let store = self.stores.object_store(&place)?;
        let fail = |error| StorageError::of_store("read", &place, &error);
        match store.get(&place.object_path()?).await {
            Ok(got) => {
                let version = Version(got.meta.e_tag.clone());
                Ok(Some((got.bytes().await.map_err(fail)?.to_vec(), version)))
            }
            Err(StoreError::NotFound { .. }) => Ok(None),
            Err(error) => Err(fail(error).into()),
        }
    }

    /// Writes a small file, by way of a hidden one beside it: in place of the one that is `expected`, or, without one, only where there is none. False
    /// where that isn't so.
    pub(crate) async fn replace(
        &self,
        path: &str,
        bytes: &[u8],
        expected: Option<Version>,
    ) -> Result<bool> {
        if let Some(local) = self.local(path) {
            // Only under the table's lock: nobody has replaced it since it was read.
            let how = match expected {
                Some(_) => Persist::Over,
                None => Persist::New,
            };
            return persist(write_in(dir_of(&local), bytes)?, &local, how);
        }
        let mode = match expected {
            Some(Version(e_tag)) => PutMode::Update(UpdateVersion {
                e_tag,
                version: None,
            }),
            None => PutMode::Create,
        };
        self.put(path, bytes.to_vec(), mode).await
    }

    /// Writes a small file whatever was there, by way of a hidden one in the directory `books`.
    pub(crate) async fn write(&self, path: &str, books: &str, bytes: &[u8]) -> Result<()> {
        match self.local(path) {
            Some(local) => persist(
                write_in(&self.spool_dir(books), bytes)?,
                &local,
                Persist::Over,
            )
            .map(drop),
            None => self
                .put(path, bytes.to_vec(), PutMode::Overwrite)
                .await
                .map(drop),
        }
    }

    async fn put(&self, path: &str, bytes: Vec<u8>, mode: PutMode) -> Result<bool> {
        let place = self.place(path);
        let store = self.stores.object_store(&place)?;
        let options = PutOptions::from(mode);
        match store
            .put_opts(&place.object_path()?, bytes.into(), options)
            .await
        {
            Ok(_) => Ok(true),
            Err(StoreError::AlreadyExists { .. } | StoreError::Precondition { .. }) => Ok(false),
            Err(error) => Err(StorageError::of_store("write", &place, &error).into()),
        }
    }

    /// Keeps a finished file that is to become `name`, durable and under a hidden name in `books`. Gives the hidden name.
    pub(crate) async fn stage(
        &self,
        name: &str,
        books: &str,
        id: &str,
        file: Finished,
    ) -> Result<String> {
        let base = name.rsplit('/').next().unwrap_or(name);
        let staged = format!("{STAGED_PREFIX}{id}-{base}");
        let Some(local) = self.local(books) else {
            let from = Location::from_path(file.file.path(), Path::new("/"))?;
            let to = self.place(&format!("{books}/{staged}"));
            self.stores.copy(&from, &to).await?;
            return Ok(staged);
        };
        let kept = file.file.persist_noclobber(local.join(&staged));
        kept.map_err(|error| failed("write", &local.join(&staged), &error.error))?;
        sync_dir(&local)?;
        Ok(staged)
    }

    /// Gives a staged file its name below `dir`, in place of one that has it; nothing where that has happened.
    pub(crate) async fn unstage(
        &self,
        dir: &str,
        name: &str,
        books: &str,
        staged: &str,
    ) -> Result<()> {
        let (to, from) = (format!("{dir}/{name}"), format!("{books}/{staged}"));
        if let (Some(to), Some(from)) = (self.local(&to), self.local(&from)) {
            make_dir(dir_of(&to))?;
            return match fs::rename(&from, &to) {
                Ok(()) => sync_dir(dir_of(&to)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
                Err(error) => Err(failed("rename", &from, &error)),
            };
        }
        match self.stores.copy(&self.place(&from), &self.place(&to)).await {
            Ok(()) => self.remove(&from).await,
            Err(error) if error.is_not_found() => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Removes a file; one that is gone is fine.
    pub(crate) async fn remove(&self, path: &str) -> Result<()> {
        match self.stores.delete(&self.place(path)).await {
            Err(error) if !error.is_not_found() => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// A data file, to be read from its beginning: itself, or a copy that goes with the value.
    pub(crate) async fn open(&self, path: &str) -> Result<Option<File>> {
        let place = self.place(path);
        if let Some(local) = place.local_path() {
            return match File::open(&local) {
                Ok(file) => Ok(Some(file)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
                Err(error) => Err(failed("read", &local, &error)),
            };
        }
        fs::create_dir_all(&self.spool).map_err(|e| failed("write in", &self.spool, &e))?;
        let fail = |e: io::Error| failed("write in", &self.spool, &e);
        let mut file = tempfile::tempfile_in(&self.spool).map_err(fail)?;
        let lost = |error| StorageError::of_store("read", &place, &error);
        let got = match self
            .stores
            .object_store(&place)?
            .get(&place.object_path()?)
            .await
        {
            Ok(got) => got,
            Err(StoreError::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(lost(error).into()),
        };
        let mut chunks = got.into_stream();
        while let Some(chunk) = futures::TryStreamExt::try_next(&mut chunks)
            .await
            .map_err(lost)?
        {
            file.write_all(&chunk).map_err(fail)?;
        }
        io::Seek::rewind(&mut file).map_err(fail)?;
        Ok(Some(file))
    }

    /// Keeps other dumps of this machine away from a table; `None` where one is at it. In an object store there is no such lock, and
    /// manifests alone decide.
    pub(crate) fn lock(&self, dir: &str, name: &str) -> Result<Option<TableLock>> {
        let Some(local) = self.local(dir) else {
            return Ok(Some(TableLock(None)));
        };
        let path = local.join(name);
        let fail = |error: io::Error| failed("lock", &path, &error);
        fs::create_dir_all(&local).map_err(fail)?;
        let file = File::options()
            .create(true)
            .append(true)
            .open(&path)
            .map_err(fail)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(TableLock(Some(file)))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(fail(error)),
        }
    }

    /// Removes what dead dumps left half-written or undecided in a directory of bookkeeping. Only under its table's lock. In an object store there is
    /// none, and what waits may be a living dump's: it is left there for a day.
    pub(crate) async fn clear_staged(&self, books: &str) -> Result<()> {
        if let Some(local) = self.local(books) {
            for name in self.tree(books).await? {
                if name.starts_with(SPOOL_PREFIX) || name.starts_with(STAGED_PREFIX) {
                    let path = local.join(&name);
                    fs::remove_file(&path).map_err(|error| failed("remove", &path, &error))?;
                }
            }
            return Ok(());
        }
        let entries = match self.stores.list(&self.place(books)).await {
            Err(error) if error.is_not_found() => return Ok(()),
            entries => entries?,
        };
        let is_old = |modified: SystemTime| modified.elapsed().is_ok_and(|age| age > UNDECIDED);
        for entry in entries {
            if let DirEntry::File(file) = entry
                && file.location.file_name().starts_with(STAGED_PREFIX)
                && is_old(file.modified)
            {
                self.stores.delete(&file.location).await?;
            }
        }
        Ok(())
    }
}

/// A file in an object store that waits longer than this for a manifest is a dead dump's.
const UNDECIDED: Duration = Duration::from_secs(24 * 3600);

#[derive(Clone, Copy, PartialEq)]
enum Persist {
    New,
    Over,
}

fn dir_of(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new("/"))
}

/// A durable file with a hidden name.
fn write_in(dir: &Path, bytes: &[u8]) -> Result<tempfile::NamedTempFile> {
    let fail = |error: io::Error| failed("write in", dir, &error);
    let mut file = hidden_file(dir).map_err(fail)?;
    file.write_all(bytes).map_err(fail)?;
    file.as_file().sync_all().map_err(fail)?;
    Ok(file)
}

fn persist(file: tempfile::NamedTempFile, path: &Path, how: Persist) -> Result<bool> {
    let kept = match how {
        Persist::New => file.persist_noclobber(path),
        Persist::Over => file.persist(path),
    };
    match kept {
        Ok(_) => sync_dir(dir_of(path)).map(|()| true),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(failed("write", path, &error.error)),
    }
}

fn local_tree(dir: &Path, below: &str, paths: &mut Vec<String>) -> Result<()> {
    let fail = |error: io::Error| failed("list", dir, &error);
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(fail(error)),
    };
    for entry in entries {
        let entry = entry.map_err(fail)?;
        let path = format!("{below}{}", entry.file_name().to_string_lossy());
        match entry.file_type().map_err(fail)?.is_dir() {
            true => local_tree(&entry.path(), &format!("{path}/"), paths)?,
            false => paths.push(path),
        }
    }
    Ok(())
}

/// Makes a directory, durably, if it isn't there.
fn make_dir(dir: &Path) -> Result<()> {
    if dir.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(dir).map_err(|error| failed("make", dir, &error))?;
    sync_dir(dir_of(dir))
}

fn sync_dir(dir: &Path) -> Result<()> {
    let synced = File::open(dir).and_then(|dir| dir.sync_all());
    synced.map_err(|error| failed("write", dir, &error))
}

fn failed(attempt: &str, path: &Path, error: &io::Error) -> DumpError {
    DumpError::of_io(format!("{attempt} `{}`", path.display()), error)
}
