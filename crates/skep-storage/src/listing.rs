//! What is in a directory.
//!
//! As in Hive, names that begin with `_` or `.` are not data, and neither is anything below them. Local links are followed. An
//! object store has no directories: a location is one where some key is below it, or where a marker (`dir/`, an empty object) is.

pub(crate) mod local;
pub(crate) mod many;
pub(crate) mod objects;

use std::collections::BTreeMap;
use std::time::SystemTime;

use futures::{FutureExt, StreamExt, TryStreamExt, stream};

use crate::{ErrorKind, Location, Result, StorageError, Stores, writes};

/// A file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileEntry {
    /// Where it is.
    pub location: Location,
    /// In bytes.
    pub size: u64,
    /// When it was last written.
    pub modified: SystemTime,
    /// The store's tag of this content, if it has one.
    pub etag: Option<String>,
}

/// A file or directory of [`Stores::list`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DirEntry {
    /// A file.
    File(FileEntry),
    /// A directory.
    Dir(Location),
}

impl DirEntry {
    /// Where it is.
    pub fn location(&self) -> &Location {
        match self {
            DirEntry::File(file) => &file.location,
            DirEntry::Dir(location) => location,
        }
    }
}

/// True of a name that Hive does not take for data (`FileUtils.HIDDEN_FILES_PATH_FILTER`).
pub fn is_hidden(name: &str) -> bool {
    name.starts_with(['_', '.'])
}

impl Stores {
    /// The data files of a directory, or the file itself, by name. Hidden names are left out, and with them what is below them.
    ///
    /// Nothing there is a NotFound error; a directory without files gives an empty list. A write that is being committed is seen as a whole or
    /// not at all (see [`Staging`](crate::Staging)).
    pub async fn list_files(&self, root: &Location, recursive: bool) -> Result<Vec<FileEntry>> {
        let mut files = match root.is_local() {
            true => {
                let root = root.clone();
                blocking(move || writes::local::files(&root, recursive)).await?
            }
            false => writes::objects::files(self, root, recursive).await?,
        };
        files.sort_by(|a, b| a.location.cmp(&b.location));
        Ok(files)
    }

    /// The data files of each of the directories and of those below them, as [`list_files`](Self::list_files) gives them; None
    /// where nothing is there.
    ///
    /// Where directories are partitions of one table, a write to any of them is seen as a whole or not at all in all.
    pub async fn list_many(&self, dirs: &[Location]) -> Result<Vec<Option<Vec<FileEntry>>>> {
        let mut by_root: BTreeMap<Location, Vec<usize>> = BTreeMap::new();
        for (place, dir) in dirs.iter().enumerate() {
            by_root.entry(writes::root_of(dir)).or_default().push(place);
        }
        let mut lists: Vec<Option<Vec<FileEntry>>> = vec![None; dirs.len()];
        let groups = by_root.into_iter().map(|(root, places)| {
            let of_root = places.iter().filter_map(|place| dirs.get(*place).cloned());
            let of_root: Vec<Location> = of_root.collect();
            (root, places, of_root)
        });
        let groups: Vec<_> = stream::iter(groups.collect::<Vec<_>>())
            .map(|(root, places, dirs)| self.list_below(root, places, dirs).boxed())
            .buffer_unordered(many::CONCURRENT)
            .try_collect()
            .await?;
        for (place, files) in groups.into_iter().flatten() {
            if let Some(list) = lists.get_mut(place) {
                *list = files;
            }
        }
        Ok(lists)
    }

    /// As [`list_many`](Self::list_many), of directories whose writes are kept at `root`; with their places.
    async fn list_below(
        &self,
        root: Location,
        places: Vec<usize>,
        dirs: Vec<Location>,
    ) -> Result<Vec<(usize, Option<Vec<FileEntry>>)>> {
        let mut found = match (dirs.as_slice(), root.is_local()) {
            ([one], _) => vec![match self.list_files(one, true).await {
                Ok(files) => Some(files),
                Err(error) if error.is_not_found() => None,
                Err(error) => return Err(error),
            }],
            (_, true) => writes::local::files_of(root, dirs).await?,
            (_, false) => writes::objects::files_of(self, &root, &dirs).await?,
        };
        for files in found.iter_mut().flatten() {
            files.sort_by(|a, b| a.location.cmp(&b.location));
        }
        Ok(places.into_iter().zip(found).collect())
    }

    /// The directories right below one, by name, without hidden ones (`MSCK REPAIR TABLE`).
    pub async fn list_dirs(&self, root: &Location) -> Result<Vec<Location>> {
        let entries = self.list(root).await?.into_iter();
        Ok(entries
            .filter_map(|entry| match entry {
                DirEntry::Dir(location) if !is_hidden(location.file_name()) => Some(location),
                _ => None,
            })
            .collect())
    }

    /// Everything right below a directory, hidden or not, by name; the file itself where it is one (`dfs -ls`).
    pub async fn list(&self, root: &Location) -> Result<Vec<DirEntry>> {
        let mut entries = match root.is_local() {
            true => local::entries(root).await?,
            false => objects::entries(self, root).await?,
        };
        entries.sort_by(|a, b| a.location().cmp(b.location()));
        Ok(entries)
    }

    /// True where a file or directory is there.
    pub async fn exists(&self, location: &Location) -> Result<bool> {
        if !location.is_local() {
            return objects::exists(self, location).await;
        }
        match self.list(location).await {
            Ok(_) => Ok(true),
            Err(e) if e.is_not_found() => Ok(false),
            Err(e) => Err(e),
        }
    }
}

/// Runs work on the local file system where it can't hold up other tasks.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(e) => Err(StorageError::new(
            ErrorKind::Other,
            "use",
            "the local file system",
            e,
        )),
    }
}

fn nothing(location: &Location) -> StorageError {
    let reason = match location.is_local() {
        true => "no such file or directory",
        false => "there is nothing there",
    };
    StorageError::new(ErrorKind::NotFound, "list", location, reason)
}
