//! The files of the directories that a scan reads.

use std::collections::HashMap;
use std::sync::Arc;

use datafusion::common::ScalarValue;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::error::{DataFusionError, Result};
use object_store::ObjectMeta;
use skep_storage::{FileEntry, Location, Stores};
use tokio::sync::Mutex;

use super::inflate::{Codec, Seen};

/// A directory to be read.
#[derive(Debug, Clone)]
pub(super) struct Directory {
    pub(super) location: Location,
    /// Values of the partition keys.
    pub(super) values: Vec<ScalarValue>,
    /// Whether it may be missing: it then has no files.
    pub(super) may_be_missing: bool,
}

/// A file that a statement names by a path or a pattern.
#[derive(Debug, Clone)]
pub(crate) struct Named {
    pub(crate) entry: FileEntry,
    /// How it is compressed, where it was looked into.
    pub(crate) seen: Option<Seen>,
}

impl Named {
    /// Whether its name tells how it is packed.
    pub(crate) fn is_packed_as_named(&self) -> bool {
        let named = Codec::of_name(self.entry.location.file_name());
        self.seen.is_none_or(|seen| named == Ok(seen.0))
    }
}

/// What was listed for a statement. A directory is listed once: a statement that reads a table twice sees the same
/// files both times.
#[derive(Debug, Default)]
pub(super) struct Listings {
    /// None: nothing is there. The lock is held while directories are listed, so that two scans don't list the same.
    known: Mutex<HashMap<Location, Option<Arc<Vec<FileEntry>>>>>,
    /// Of files that are named, those that were looked into.
    seen: HashMap<Location, Seen>,
}

impl Listings {
    /// Listings that know beforehand which files some directories have.
    pub(super) fn of(directories: Vec<(Location, Vec<Named>)>) -> Listings {
        let mut seen = HashMap::new();
        let mut known = HashMap::new();
        for (directory, files) in directories {
            for file in &files {
                seen.extend(file.seen.map(|seen| (file.entry.location.clone(), seen)));
            }
            let entries = files.into_iter().map(|file| file.entry).collect();
            known.insert(directory, Some(Arc::new(entries)));
        }
        Listings {
            known: Mutex::new(known),
            seen,
        }
    }

    /// The data files of the directories, in order. Empty files are left out: they hold no rows.
    pub(super) async fn files(
        &self,
        stores: &Stores,
        directories: &[Directory],
    ) -> Result<Vec<PartitionedFile>> {
        let mut known = self.known.lock().await;
        let missing = directories.iter().map(|directory| &directory.location);
        let missing: Vec<Location> = missing
            .filter(|location| !known.contains_key(location))
            .cloned()
            .collect();
        if !missing.is_empty() {
            let lists = stores.list_many(&missing).await.map_err(external)?;
            let lists = lists.into_iter().map(|files| files.map(Arc::new));
            known.extend(missing.into_iter().zip(lists));
        }
        let mut lists = Vec::with_capacity(directories.len());
        for directory in directories {
            let listed = known.get(&directory.location).cloned().flatten();
            if listed.is_none() && !directory.may_be_missing {
                // Once more, for an error that says why.
                let again = stores.list_files(&directory.location, true).await;
                lists.push((Arc::new(again.map_err(external)?), directory));
            }
            lists.extend(listed.map(|files| (files, directory)));
        }
        drop(known);
        let count = lists.iter().map(|(files, _)| files.len()).sum();
        let mut files = Vec::with_capacity(count);
        for (entries, directory) in lists {
            for entry in entries.iter().filter(|entry| entry.size > 0) {
                let file = file(entry, &directory.values)?;
                files.push(match self.seen.get(&entry.location) {
                    Some(seen) => file.with_extension(*seen),
                    None => file,
                });
            }
        }
        Ok(files)
    }
}

fn file(entry: &FileEntry, values: &[ScalarValue]) -> Result<PartitionedFile> {
    let meta = ObjectMeta {
        location: entry.location.object_path().map_err(external)?,
        last_modified: entry.modified.into(),
        size: entry.size,
        e_tag: entry.etag.clone(),
        version: None,
    };
    let mut values = values.to_vec();
    values.push(ScalarValue::Utf8View(Some(entry.location.to_string())));
    Ok(PartitionedFile::new_from_meta(meta).with_partition_values(values))
}

pub(super) fn external(error: impl std::error::Error + Send + Sync + 'static) -> DataFusionError {
    DataFusionError::External(Box::new(error))
}
