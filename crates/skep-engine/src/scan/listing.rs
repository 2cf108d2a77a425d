//! The files of the directories that a scan reads.

use std::sync::Arc;

use datafusion::common::ScalarValue;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::error::{DataFusionError, Result};
use futures::stream::{self, StreamExt, TryStreamExt};
use object_store::ObjectMeta;
use skep_storage::{FileEntry, Location, Stores};

/// How many directories are listed at a time.
const CONCURRENT: usize = 32;

/// A directory to be read.
#[derive(Debug, Clone)]
pub(super) struct Directory {
    pub(super) location: Location,
    /// Values of the partition keys.
    pub(super) values: Vec<ScalarValue>,
    /// Whether it may be missing: it then has no files.
    pub(super) may_be_missing: bool,
}

/// The data files of the directories, in order. Empty files are left out: they hold no rows.
pub(super) async fn list(
    stores: &Arc<Stores>,
    directories: Vec<Directory>,
) -> Result<Vec<PartitionedFile>> {
    let lists: Vec<Vec<PartitionedFile>> = stream::iter(directories)
        .map(|directory| list_one(Arc::clone(stores), directory))
        .buffered(CONCURRENT)
        .try_collect()
        .await?;
    Ok(lists.into_iter().flatten().collect())
}

async fn list_one(stores: Arc<Stores>, directory: Directory) -> Result<Vec<PartitionedFile>> {
    let entries = match stores.list_files(&directory.location, true).await {
        Err(error) if error.is_not_found() && directory.may_be_missing => return Ok(Vec::new()),
        other => other.map_err(external)?,
    };
    let files = entries.into_iter().filter(|entry| entry.size > 0);
    files.map(|entry| file(entry, &directory.values)).collect()
}

fn file(entry: FileEntry, values: &[ScalarValue]) -> Result<PartitionedFile> {
    let meta = ObjectMeta {
        location: entry.location.object_path().map_err(external)?,
        last_modified: entry.modified.into(),
        size: entry.size,
        e_tag: entry.etag,
        version: None,
    };
    let mut values = values.to_vec();
    values.push(ScalarValue::Utf8View(Some(entry.location.to_string())));
    Ok(PartitionedFile::new_from_meta(meta).with_partition_values(values))
}

pub(super) fn external(error: impl std::error::Error + Send + Sync + 'static) -> DataFusionError {
    DataFusionError::External(Box::new(error))
}
