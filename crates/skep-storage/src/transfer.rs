//! Moving, copying and deleting: what `dfs` commands and DROP, LOAD and RENAME need.

use std::fs;
use std::io;

use futures::{StreamExt, TryStreamExt};
use object_store::buffered::BufWriter;
use object_store::{ObjectStore, ObjectStoreExt};
use tokio::io::AsyncWriteExt;

use crate::listing::blocking;
use crate::{ErrorKind, Location, Result, StorageError, Stores};

/// An empty object with this name makes a directory of an object store exist. Hidden, so no data.
pub(crate) const DIRECTORY_MARKER: &str = ".skep_dir";

/// What is in a directory (`dfs -du`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// Files, hidden ones included.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
}

impl Stores {
    /// Makes a directory and those above it; one that exists is left as it is.
    pub async fn make_dir(&self, location: &Location) -> Result<()> {
        if let Some(path) = location.local_path() {
            let done = tokio::fs::create_dir_all(&path).await;
            return done.map_err(|e| StorageError::of_io("make directory", location, &e));
        }
        match self.exists(location).await? {
            true => Ok(()),
            false => {
                self.put(&location.join(DIRECTORY_MARKER), bytes::Bytes::new())
                    .await
            }
        }
    }

    /// Deletes a file, or a directory with all that is in it. Nothing there is a NotFound error.
    pub async fn delete(&self, location: &Location) -> Result<()> {
        let fail = |e: io::Error| StorageError::of_io("delete", location, &e);
        if let Some(path) = location.local_path() {
            // A link is deleted, and not what it leads to.
            return match tokio::fs::symlink_metadata(&path)
                .await
                .map_err(fail)?
                .is_dir()
            {
                true => tokio::fs::remove_dir_all(&path).await.map_err(fail),
                false => tokio::fs::remove_file(&path).await.map_err(fail),
            };
        }
        let all = self.everything(location).await?;
        self.delete_objects(location, all).await
    }

    /// Deletes objects of the store that `of` is in; one that is gone already is fine.
    pub(crate) async fn delete_objects(&self, of: &Location, objects: Vec<Location>) -> Result<()> {
        let store = self.object_store(of)?;
        let paths = objects
            .iter()
            .map(Location::object_path)
            .collect::<Result<Vec<_>>>()?;
        let paths = futures::stream::iter(paths.into_iter().map(Ok)).boxed();
        let mut deleted = store.delete_stream(paths);
        while let Some(done) = deleted.next().await {
            match done {
                Ok(_) | Err(object_store::Error::NotFound { .. }) => {}
                Err(e) => return Err(StorageError::of_store("delete", of, &e)),
            }
        }
        Ok(())
    }

    /// All objects at and below a location of an object store, hidden or not; NotFound where there are none.
    async fn everything(&self, location: &Location) -> Result<Vec<Location>> {
        let store = self.object_store(location)?;
        let path = location.object_path()?;
        let fail = |e| StorageError::of_store("list", location, &e);
        let below: Vec<_> = store.list(Some(&path)).try_collect().await.map_err(fail)?;
        let mut all: Vec<Location> = below
            .into_iter()
            .map(|o| location.with_object_path(&o.location))
            .collect();
        match store.head(&path).await {
            Ok(_) => all.push(location.clone()),
            Err(object_store::Error::NotFound { .. }) => {}
            Err(e) if all.is_empty() => return Err(fail(e)),
            Err(_) => {}
        }
        match all.is_empty() {
            true => Err(StorageError::new(
                ErrorKind::NotFound,
                "find",
                location,
                "there is nothing there",
            )),
            false => Ok(all),
        }
    }

    /// How much is at and below a location.
    pub async fn usage(&self, location: &Location) -> Result<Usage> {
        let mut usage = Usage::default();
        let mut dirs = vec![location.clone()];
        while let Some(dir) = dirs.pop() {
            for entry in self.list(&dir).await? {
                match entry {
                    crate::DirEntry::Dir(below) => dirs.push(below),
                    crate::DirEntry::File(file) => {
                        usage.files += 1;
                        usage.bytes += file.size;
                    }
                }
            }
        }
        Ok(usage)
    }

    /// Copies a file, between any two stores. The copy appears when it is whole, in place of a file that has its name.
    pub async fn copy(&self, from: &Location, to: &Location) -> Result<()> {
        let (source, target) = (self.object_store(from)?, self.object_store(to)?);
        let (from_path, to_path) = (from.object_path()?, to.object_path()?);
        let same = (from.scheme(), from.bucket()) == (to.scheme(), to.bucket());
        // A server copies at most 5 GB in one request; whatever its reason to refuse, the long way works too.
        if same && !from.is_local() && source.copy(&from_path, &to_path).await.is_ok() {
            return Ok(());
        }
        let read = |e| StorageError::of_store("read", from, &e);
        let mut chunks = source.get(&from_path).await.map_err(read)?.into_stream();
        let mut writer = BufWriter::new(target, to_path);
        let written = |e: io::Error| write_error(to, e);
        loop {
            match chunks.try_next().await {
                Ok(Some(chunk)) => writer
                    .put(chunk)
                    .await
                    .map_err(|e| StorageError::of_store("write", to, &e))?,
                Ok(None) => break,
                Err(e) => {
                    // What was sent so far is thrown away; the error of reading is the one to tell.
                    let _ = writer.abort().await;
                    return Err(read(e));
                }
            }
        }
        writer.shutdown().await.map_err(written)
    }

    /// Renames a file or directory; AlreadyExists where `to` is there. Locally that is one step. An object store copies and then deletes, so that
    /// after a crash in between both are there.
    pub async fn rename(&self, from: &Location, to: &Location) -> Result<()> {
        if self.exists(to).await? {
            let reason = format!("`{to}` already exists");
            return Err(StorageError::new(
                ErrorKind::AlreadyExists,
                "rename",
                from,
                reason,
            ));
        }
        if let (Some(old), Some(new), Some(parent)) =
            (from.local_path(), to.local_path(), to.parent())
        {
            self.make_dir(&parent).await?;
            let place = from.clone();
            let renamed = blocking(move || match fs::rename(&old, &new) {
                Err(e) if e.kind() == io::ErrorKind::CrossesDevices => Ok(false),
                done => done
                    .map(|()| true)
                    .map_err(|e| StorageError::of_io("rename", &place, &e)),
            });
            if renamed.await? {
                return Ok(());
            }
        }
        let all = match from.is_local() {
            true => self.local_files(from).await?,
            false => self.everything(from).await?,
        };
        for file in &all {
            self.copy(file, &to.join(file.below(from).unwrap_or_default()))
                .await?;
        }
        match from.is_local() {
            true => self.delete(from).await,
            false => self.delete_objects(from, all).await,
        }
    }

    async fn local_files(&self, root: &Location) -> Result<Vec<Location>> {
        let mut files = Vec::new();
        let mut dirs = vec![root.clone()];
        while let Some(dir) = dirs.pop() {
            for entry in self.list(&dir).await? {
                match entry {
                    crate::DirEntry::Dir(below) => dirs.push(below),
                    crate::DirEntry::File(file) => files.push(file.location),
                }
            }
        }
        Ok(files)
    }
}

/// A writer of a store gives its errors wrapped in those of `io`.
fn write_error(to: &Location, error: io::Error) -> StorageError {
    let store = error
        .get_ref()
        .and_then(|e| e.downcast_ref::<object_store::Error>());
    match store {
        Some(store) => StorageError::of_store("write", to, store),
        None => StorageError::of_io("write", to, &error),
    }
}
