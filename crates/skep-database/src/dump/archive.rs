//! The archive: a directory on disk or in an object store, and the few steps that change it.
//!
//! ```text
//! DB/structure.sql, DB/triggers.sql                   what tables are, written anew each run
//! DB/log_entries/log_entries.2009-12-13.sql.zst       a day's rows
//! DB/log_entries/_days/2009-12-13.json                its manifest: the day is done
//! DB/users.sql.zst, DB/_tables/users/manifest.json    a table that is archived whole, and its manifest
//! ```
//!
//! A data file is made durable first and its manifest is created after it, if there is none: of two writers one succeeds. A data file that
//! no manifest names is nobody's: the next dump of the table removes it. A file that exists is never changed; a replacement is a
//! new file, decided by replacing the manifest.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use object_store::buffered::BufWriter;
use object_store::{Error as StoreError, ObjectStoreExt, PutMode, PutOptions, UpdateVersion};
use skep_storage::{DirEntry, Location, StorageError, Stores};
use tokio::io::AsyncWriteExt;

use super::spool::{SPOOL_PREFIX, Spooled};
use super::{DumpError, Result};

/// An object of this size or less is uploaded in one request, which can be told to create and never to replace. Longer ones get
/// names that nobody else has.
const ONE_REQUEST: u64 = 16 << 20;

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

    fn local(&self, path: &str) -> Option<PathBuf> {
        self.place(path).local_path()
    }

    /// Where files of a directory of the archive are written before they appear there.
    pub(crate) fn spool_dir(&self, dir: &str) -> PathBuf {
        self.local(dir).unwrap_or_else(|| self.spool.clone())
    }

    /// The names of a directory's files, sorted; none where it isn't there.
    pub(crate) async fn names(&self, dir: &str) -> Result<Vec<String>> {
        let mut names = match self.local(dir) {
            Some(path) => local_names(&path)?,
            None => match self.stores.list(&self.place(dir)).await {
                Ok(entries) => entries
                    .iter()
                    .filter(|entry| matches!(entry, DirEntry::File(_)))
                    .map(|entry| entry.location().file_name().to_owned())
                    .collect(),
                Err(error) if error.is_not_found() => Vec::new(),
                Err(error) => return Err(error.into()),
            },
        };
        names.sort();
        Ok(names)
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

    /// Creates a small file, by way of a hidden one beside it; false where there is one already.
    pub(crate) async fn create(&self, path: &str, bytes: &[u8]) -> Result<bool> {
        match self.local(path) {
            Some(local) => persist(write_in(dir_of(&local), bytes)?, &local, Persist::New),
            None => self.put(path, bytes.to_vec(), PutMode::Create).await,
        }
    }

    /// Writes a small file, in place of one that may be there; false where that is not `expected` any more.
    pub(crate) async fn replace(
        &self,
        path: &str,
        bytes: &[u8],
        expected: Option<Version>,
    ) -> Result<bool> {
        if let Some(local) = self.local(path) {
            return persist(write_in(dir_of(&local), bytes)?, &local, Persist::Over);
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

    /// Puts a finished file into `dir` as `name`, or, where that is taken, under a name of its own, made of `name` and `id`. Gives the name.
    ///
    /// When this returns the file is there for good; nobody reads it before a manifest names it.
    pub(crate) async fn add(
        &self,
        dir: &str,
        name: &str,
        id: &str,
        spooled: Spooled,
    ) -> Result<String> {
        let own = own_name(name, id);
        if let Some(local) = self.local(dir) {
            let mut file = spooled.file;
            for name in [name, own.as_str()] {
                match file.persist_noclobber(local.join(name)) {
                    Ok(_) => return sync_dir(&local).map(|()| name.to_owned()),
                    Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
                        file = error.file
                    }
                    Err(error) => return Err(failed("write", &local.join(name), &error.error)),
                }
            }
            return Err(DumpError::data(format!("`{own}` exists already")));
        }
        if spooled.bytes <= ONE_REQUEST {
            let bytes = fs::read(spooled.file.path())
                .map_err(|e| failed("read", spooled.file.path(), &e))?;
            for name in [name, own.as_str()] {
                if self
                    .put(&format!("{dir}/{name}"), bytes.clone(), PutMode::Create)
                    .await?
                {
                    return Ok(name.to_owned());
                }
            }
            // The answer to our own first attempt was lost, and the store tried again: the name is nobody else's.
            return Ok(own);
        }
        self.upload(spooled.file.path(), &format!("{dir}/{own}"))
            .await?;
        Ok(own)
    }

    async fn upload(&self, from: &Path, path: &str) -> Result<()> {
        let place = self.place(path);
        let store = self.stores.object_store(&place)?;
        let mut reader = tokio::fs::File::open(from)
            .await
            .map_err(|e| failed("read", from, &e))?;
        let mut writer = BufWriter::new(store, place.object_path()?);
        let sent = tokio::io::copy_buf(
            &mut tokio::io::BufReader::with_capacity(1 << 20, &mut reader),
            &mut writer,
        )
        .await;
        let done = match sent {
            Ok(_) => writer.shutdown().await,
            Err(error) => {
                let _ = writer.abort().await;
                Err(error)
            }
        };
        done.map_err(|error| StorageError::of_io("write", &place, &error).into())
    }

    /// Keeps a finished file that is to replace the file `dir/name`, locally in `books` under a hidden name. Gives its name in the end, and the
    /// hidden one.
    pub(crate) async fn stage(
        &self,
        dir: &str,
        name: &str,
        books: &str,
        id: &str,
        spooled: Spooled,
    ) -> Result<(String, Option<String>)> {
        let Some(local) = self.local(books) else {
            return Ok((self.add(dir, name, id, spooled).await?, None));
        };
        let staged = format!("{STAGED_PREFIX}{id}-{name}");
        let kept = spooled.file.persist_noclobber(local.join(&staged));
        kept.map_err(|error| failed("write", &local.join(&staged), &error.error))?;
        sync_dir(&local)?;
        Ok((name.to_owned(), Some(staged)))
    }

    /// Gives a staged file its name, if that hasn't happened.
    pub(crate) fn unstage(&self, dir: &str, name: &str, books: &str, staged: &str) -> Result<()> {
        let (Some(to), Some(from)) = (self.local(dir), self.local(books)) else {
            return Ok(());
        };
        match fs::rename(from.join(staged), to.join(name)) {
            Ok(()) => sync_dir(&to),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(failed("rename", &from.join(staged), &error)),
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

    /// Removes what dead dumps left half-written or undecided in a directory of bookkeeping, but for the names that are `wanted`. Only under its
    /// table's lock.
    pub(crate) fn clear_spool(&self, dir: &str, wanted: &[String]) -> Result<()> {
        let Some(local) = self.local(dir) else {
            return Ok(());
        };
        for name in local_names(&local)? {
            let is_dead = name.starts_with(SPOOL_PREFIX)
                || name.starts_with(STAGED_PREFIX) && !wanted.contains(&name);
            if is_dead {
                let path = local.join(&name);
                fs::remove_file(&path).map_err(|error| failed("remove", &path, &error))?;
            }
        }
        Ok(())
    }
}

/// Files that wait for their names begin so.
pub(crate) const STAGED_PREFIX: &str = ".next-";

/// `log_entries.2009-12-13.4f2a….sql.zst`: still of the day, and nobody else's.
fn own_name(name: &str, id: &str) -> String {
    let id = id.get(..12).unwrap_or(id);
    match name.find(".sql.").or_else(|| name.find(".parquet")) {
        Some(at) => {
            let (stem, extension) = name.split_at(at);
            format!("{stem}.{id}{extension}")
        }
        None => format!("{name}.{id}"),
    }
}

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
    use std::os::unix::fs::PermissionsExt;
    let fail = |error: io::Error| failed("write in", dir, &error);
    fs::create_dir_all(dir).map_err(fail)?;
    let mode = fs::Permissions::from_mode(0o666);
    let file = tempfile::Builder::new()
        .prefix(SPOOL_PREFIX)
        .suffix(".part")
        .permissions(mode)
        .tempfile_in(dir);
    let mut file = file.map_err(fail)?;
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

fn local_names(dir: &Path) -> Result<Vec<String>> {
    let fail = |error: io::Error| failed("list", dir, &error);
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(fail(error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(fail)?;
        if !entry.file_type().map_err(fail)?.is_dir() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    Ok(names)
}

fn sync_dir(dir: &Path) -> Result<()> {
    let synced = File::open(dir).and_then(|dir| dir.sync_all());
    synced.map_err(|error| failed("write", dir, &error))
}

fn failed(attempt: &str, path: &Path, error: &io::Error) -> DumpError {
    DumpError::of_io(format!("{attempt} `{}`", path.display()), error)
}
