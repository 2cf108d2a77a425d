//! Listing on the local file system.

use std::collections::HashSet;
use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::SystemTime;

use super::{DirEntry, FileEntry, blocking, is_hidden};
use crate::{ErrorKind, Location, Result, StorageError};

/// Directories below directories; links can't make it endless.
const MAX_DEPTH: usize = 256;

/// The data files of a directory as it is now, in the middle of a commit or not.
pub(crate) fn files_now(root: &Location, recursive: bool) -> Result<Vec<FileEntry>> {
    let mut walk = Walk {
        recursive,
        above: HashSet::new(),
        files: Vec::new(),
    };
    let metadata = stat(root)?;
    match metadata.is_dir() {
        true => walk.enter(root, &metadata)?,
        false => walk.files.push(file(root.clone(), &metadata)),
    }
    Ok(walk.files)
}

pub(super) async fn entries(root: &Location) -> Result<Vec<DirEntry>> {
    let root = root.clone();
    blocking(move || {
        let metadata = stat(&root)?;
        if !metadata.is_dir() {
            return Ok(vec![DirEntry::File(file(root, &metadata))]);
        }
        let found =
            read_dir(&root)?
                .into_iter()
                .map(|(location, metadata)| match metadata.is_dir() {
                    true => DirEntry::Dir(location),
                    false => DirEntry::File(file(location, &metadata)),
                });
        Ok(found.collect())
    })
    .await
}

struct Walk {
    recursive: bool,
    /// The directories being walked, from the root down: a link to one of them would go round in circles.
    above: HashSet<(u64, u64)>,
    files: Vec<FileEntry>,
}

impl Walk {
    fn enter(&mut self, dir: &Location, metadata: &Metadata) -> Result<()> {
        let id = (metadata.dev(), metadata.ino());
        if self.above.len() >= MAX_DEPTH || !self.above.insert(id) {
            return Ok(());
        }
        for (location, metadata) in read_dir(dir)? {
            if is_hidden(location.file_name()) {
                continue;
            }
            match metadata.is_dir() {
                true if self.recursive => self.enter(&location, &metadata)?,
                true => {}
                false => self.files.push(file(location, &metadata)),
            }
        }
        self.above.remove(&id);
        Ok(())
    }
}

/// What is in a directory, links followed. What vanishes meanwhile, and a link to nowhere, isn't there.
fn read_dir(dir: &Location) -> Result<Vec<(Location, Metadata)>> {
    let fail = |e| StorageError::of_io("list", dir, &e);
    let path = dir.local_path().unwrap_or_default();
    let mut found = Vec::new();
    for entry in fs::read_dir(&path).map_err(fail)? {
        let entry = entry.map_err(fail)?;
        let Some(name) = entry.file_name().to_str().map(str::to_owned) else {
            let reason = format!("the name {:?} is not valid UTF-8", entry.file_name());
            return Err(StorageError::new(
                ErrorKind::BadLocation,
                "list",
                dir,
                reason,
            ));
        };
        match fs::metadata(entry.path()) {
            Ok(metadata) => found.push((dir.join(&name), metadata)),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
            Err(e) => return Err(StorageError::of_io("list", dir.join(&name), &e)),
        }
    }
    Ok(found)
}

fn stat(location: &Location) -> Result<Metadata> {
    let path = location.local_path().unwrap_or_default();
    fs::metadata::<&Path>(&path).map_err(|e| StorageError::of_io("list", location, &e))
}

fn file(location: Location, metadata: &Metadata) -> FileEntry {
    FileEntry {
        location,
        size: metadata.len(),
        modified: metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH),
        etag: None,
    }
}
