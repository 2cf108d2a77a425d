//! A file's bytes, in growing chunks, with one chunk read ahead.

use std::sync::Arc;

use bytes::Bytes;
use datafusion::common::runtime::SpawnedTask;
use datafusion::error::{DataFusionError, Result};
use datafusion::physical_plan::metrics::Count;
use object_store::{ObjectStore, ObjectStoreExt};
use skep_storage::{Location, StorageError};

/// The first read: enough for `LIMIT 5`, in bytes.
const FIRST: u64 = 256 << 10;

/// The largest read, in bytes.
const LARGEST: u64 = 4 << 20;

/// A file and the store it is in.
#[derive(Debug, Clone)]
pub(crate) struct File {
    pub(crate) store: Arc<dyn ObjectStore>,
    pub(crate) path: object_store::path::Path,
    /// For messages.
    pub(crate) location: Location,
    /// In bytes.
    pub(crate) size: u64,
    /// Counts the bytes read.
    pub(crate) bytes_read: Count,
}

impl File {
    pub(crate) async fn read(&self, range: std::ops::Range<u64>) -> Result<Bytes> {
        let bytes = self
            .store
            .get_range(&self.path, range)
            .await
            .map_err(|error| {
                DataFusionError::External(Box::new(StorageError::of_store(
                    "read",
                    &self.location,
                    &error,
                )))
            })?;
        self.bytes_read.add(bytes.len());
        Ok(bytes)
    }

    /// An error in what the file holds.
    pub(crate) fn corrupt(&self, reason: impl std::fmt::Display) -> DataFusionError {
        let kind = skep_storage::ErrorKind::Corrupt;
        DataFusionError::External(Box::new(StorageError::new(
            kind,
            "read",
            &self.location,
            reason,
        )))
    }
}

/// Reads a file from front to back. Dropping it stops what is read ahead.
#[derive(Debug)]
pub(crate) struct Chunks {
    file: File,
    next: u64,
    /// Past it only what completes a line is needed.
    range_end: u64,
    length: u64,
    ahead: Option<SpawnedTask<Result<Bytes>>>,
}

impl Chunks {
    /// The bytes from `start` on; most likely none are needed from `range_end` on.
    pub(crate) fn new(file: File, start: u64, range_end: u64) -> Chunks {
        Chunks {
            range_end: range_end.min(file.size),
            file,
            next: start,
            length: FIRST,
            ahead: None,
        }
    }

    /// The next bytes; None at the end of the file.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>> {
        let bytes = match self.ahead.take() {
            Some(task) => task
                .join_unwind()
                .await
                .map_err(|error| DataFusionError::ExecutionJoin(Box::new(error)))??,
            None => match self.plan() {
                Some(range) => self.file.read(range).await?,
                None => return Ok(None),
            },
        };
        // Not after the first chunk: it may be all that a LIMIT needs.
        if self.length > FIRST * 2 && self.next < self.range_end {
            let file = self.file.clone();
            self.ahead = self
                .plan()
                .map(|range| SpawnedTask::spawn(async move { file.read(range).await }));
        }
        Ok(Some(bytes))
    }

    fn plan(&mut self) -> Option<std::ops::Range<u64>> {
        let start = self.next;
        if start >= self.file.size {
            return None;
        }
        let end = if start < self.range_end {
            let end = (start + self.length).min(self.range_end);
            self.length = (self.length * 2).min(LARGEST);
            end
        } else {
            // The rest of a line that began in the range.
            start + FIRST / 4
        };
        self.next = end.min(self.file.size);
        Some(start..self.next)
    }
}
