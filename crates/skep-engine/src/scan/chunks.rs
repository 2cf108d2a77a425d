//! A file's bytes, chunk by chunk.
//!
//! Local files are read into buffers that stay in a core's cache while they are decoded; what isn't in memory is read
//! ahead by the system. Of object stores several ranges are asked for at a time, the more the longer the reading goes
//! on, so that a query that is content with the first rows reads little.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use datafusion::common::runtime::SpawnedTask;
use datafusion::error::{DataFusionError, Result};
use datafusion::physical_plan::metrics::Count;
use futures::TryStreamExt;
use object_store::{GetOptions, ObjectStore, ObjectStoreExt};
use skep_storage::{LocalFile, Location, StorageError};

use super::buffers::Buffers;

/// The first read where a few rows may be all that is wanted, in bytes.
const FIRST_FEW: u64 = 256 << 10;

/// The first read of an object where all of it is wanted, in bytes.
const FIRST_ALL: u64 = 1 << 20;

/// Reads of local files. Measured on 1 GB in memory: 128 KiB to 1 MiB make no difference, from 4 MiB on it gets slower.
pub(crate) const LOCAL_CHUNK: usize = 512 << 10;

/// The largest read of an object, in bytes.
pub(crate) const OBJECT_CHUNK: usize = 4 << 20;

/// A range is read so far past its end: most likely its last line ends there.
const OVERLAP: u64 = 16 << 10;

/// How the bytes are wanted.
#[derive(Debug, Clone)]
pub(crate) struct Pace {
    /// Whether the first rows may be all that is wanted.
    pub(crate) few: bool,
    /// How many requests may be under way.
    pub(crate) requests: usize,
    /// How many blocks of a compressed file may be unpacked at a time.
    pub(crate) threads: usize,
    /// Where chunks are read into.
    pub(crate) buffers: Arc<Buffers>,
}

/// How many requests all partitions of a scan have under way, at most. Each is of up to [`OBJECT_CHUNK`].
const REQUESTS: usize = 32;

impl Pace {
    /// For each of `partitions` that are read at the same time; `few` where a LIMIT is known.
    pub(crate) fn new(local: bool, partitions: usize, few: bool) -> Pace {
        Pace {
            few,
            requests: (REQUESTS / partitions.max(1)).clamp(1, 8),
            // One more than the cores there are for it, so that none waits while lines are decoded.
            threads: cores() / partitions.max(1) + 1,
            buffers: Buffers::new(if local { LOCAL_CHUNK } else { OBJECT_CHUNK }),
        }
    }
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(2, usize::from)
}

/// A file and the store it is in.
#[derive(Debug, Clone)]
pub(crate) struct File {
    pub(crate) store: Arc<dyn ObjectStore>,
    pub(crate) path: object_store::path::Path,
    /// For messages, and where local files are.
    pub(crate) location: Location,
    /// In bytes.
    pub(crate) size: u64,
    /// Counts the bytes read.
    pub(crate) bytes_read: Count,
    pub(crate) pace: Pace,
}

impl File {
    pub(crate) async fn read(&self, range: Range<u64>) -> Result<Bytes> {
        let read = self.store.get_range(&self.path, range).await;
        let bytes = read.map_err(|error| self.failed(&error))?;
        self.bytes_read.add(bytes.len());
        Ok(bytes)
    }

    /// Reads a range of an object into a buffer that is used again.
    async fn fetch(&self, range: Range<u64>) -> Result<Bytes> {
        let length = usize::try_from(range.end - range.start).unwrap_or(usize::MAX);
        let buffers = &self.pace.buffers;
        if length > buffers.size() || length <= buffers.size() / 4 {
            return self.read(range).await;
        }
        let options = GetOptions::new().with_range(Some(range));
        let got = self.store.get_opts(&self.path, options).await;
        let mut pieces = got.map_err(|error| self.failed(&error))?.into_stream();
        let mut buffer = buffers.take();
        let mut filled = 0;
        while let Some(piece) = pieces
            .try_next()
            .await
            .map_err(|error| self.failed(&error))?
        {
            let end = filled + piece.len();
            let Some(target) = buffer.get_mut(filled..end).filter(|_| end <= length) else {
                return Err(self.corrupt("the store gave more bytes than were asked for"));
            };
            target.copy_from_slice(&piece);
            filled = end;
        }
        if filled < length {
            return Err(self.corrupt("it has become shorter since it was listed"));
        }
        self.bytes_read.add(length);
        Ok(buffers.lend(buffer, length))
    }

    fn failed(&self, error: &object_store::Error) -> DataFusionError {
        DataFusionError::External(Box::new(StorageError::of_store(
            "read",
            &self.location,
            error,
        )))
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
    local: Option<LocalFile>,
    next: u64,
    /// Past it only what completes a line is needed.
    range_end: u64,
    length: u64,
    /// Chunks given so far.
    given: usize,
    ahead: VecDeque<SpawnedTask<Result<Bytes>>>,
}

impl Chunks {
    /// The bytes from `start` on; most likely few are needed from `range_end` on.
    pub(crate) fn new(file: File, start: u64, range_end: u64) -> Chunks {
        let length = match (file.pace.few, file.location.is_local()) {
            (true, _) => FIRST_FEW,
            (false, true) => LOCAL_CHUNK as u64,
            (false, false) => FIRST_ALL,
        };
        Chunks {
            range_end: range_end.min(file.size),
            file,
            local: None,
            next: start,
            length,
            given: 0,
            ahead: VecDeque::new(),
        }
    }

    /// The next bytes; None at the end of the file.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>> {
        let bytes = if self.file.location.is_local() {
            self.next_local().await?
        } else {
            self.next_object().await?
        };
        self.given += 1;
        Ok(bytes)
    }

    async fn next_local(&mut self) -> Result<Option<Bytes>> {
        // What is in memory is read without ever waiting: others have to get their turn.
        tokio::task::consume_budget().await;
        let Some(range) = self.plan() else {
            return Ok(None);
        };
        let local = match &self.local {
            Some(local) => local.clone(),
            None => {
                let opened = LocalFile::open(&self.file.location).await;
                self.local.insert(opened.map_err(external)?).clone()
            }
        };
        let length = usize::try_from(range.end - range.start).unwrap_or(usize::MAX);
        let buffers = Arc::clone(&self.file.pace.buffers);
        let is_whole = length > buffers.size() / 4 && length <= buffers.size();
        let buffer = if is_whole {
            buffers.take()
        } else {
            vec![0; length]
        };
        let read = local.read_at(buffer, length, range.start).await;
        let buffer = read.map_err(external)?;
        self.file.bytes_read.add(length);
        Ok(Some(if is_whole {
            buffers.lend(buffer, length)
        } else {
            Bytes::from(buffer)
        }))
    }

    async fn next_object(&mut self) -> Result<Option<Bytes>> {
        if self.ahead.is_empty() && !self.ask() {
            return Ok(None);
        }
        // The first chunk may be all that a LIMIT needs.
        let wanted = if self.file.pace.few {
            self.given.max(1)
        } else {
            self.given + 2
        };
        while self.ahead.len() < wanted.min(self.file.pace.requests)
            && self.next < self.range_end
            && self.ask()
        {}
        match self.ahead.pop_front() {
            Some(task) => {
                let bytes = task.join_unwind().await;
                bytes
                    .map_err(|error| DataFusionError::ExecutionJoin(Box::new(error)))?
                    .map(Some)
            }
            None => Ok(None),
        }
    }

    /// Begins to read the next range; false at the end of the file.
    fn ask(&mut self) -> bool {
        let Some(range) = self.plan() else {
            return false;
        };
        let file = self.file.clone();
        self.ahead
            .push_back(SpawnedTask::spawn(async move { file.fetch(range).await }));
        true
    }

    fn plan(&mut self) -> Option<Range<u64>> {
        let start = self.next;
        if start >= self.file.size {
            return None;
        }
        let largest = self.file.pace.buffers.size() as u64;
        let end = if start < self.range_end {
            let length = self.length;
            self.length = (length * 2).min(largest);
            if self.range_end - start <= length {
                // Also what most likely completes the last line.
                (self.range_end + OVERLAP).min(start + largest)
            } else {
                start + length
            }
        } else {
            // The rest of a long line that began in the range.
            start + FIRST_FEW
        };
        self.next = end.min(self.file.size);
        Some(start..self.next)
    }
}

fn external(error: StorageError) -> DataFusionError {
    DataFusionError::External(Box::new(error))
}
