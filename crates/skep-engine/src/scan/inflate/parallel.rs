//! Unpacks a bzip2 file's blocks side by side.

use std::collections::VecDeque;

use bytes::Bytes;
use datafusion::common::runtime::SpawnedTask;
use datafusion::error::{DataFusionError, Result};
use tokio::sync::mpsc;

use super::blocks::{Block, Cutter, Item};
use crate::scan::chunks::{Chunks, File};

/// Content is passed on in pieces of up to this many bytes.
const PIECE: usize = 1 << 20;

/// A block being unpacked: itself, and what is in it.
type Task = SpawnedTask<(Block, Result<Vec<u8>, String>)>;

enum Running {
    Block(Task),
    End(u32),
}

/// Reads and unpacks the file into `sender`, until it ends or nobody listens.
pub(super) async fn pump(file: File, sender: mpsc::Sender<Result<Bytes>>) {
    let mut unpacking = Unpacking {
        input: Chunks::new(file.clone(), 0, file.size),
        file,
        cutter: Cutter::new(),
        at_end: false,
        running: VecDeque::new(),
        checksum: 0,
    };
    let mut threads = if unpacking.file.pace.few {
        1
    } else {
        unpacking.file.pace.threads
    };
    loop {
        let content = match unpacking.next(threads).await {
            Ok(Some(content)) => Bytes::from(content),
            Ok(None) => return,
            Err(error) => return drop(sender.send(Err(error)).await),
        };
        let mut rest = content;
        while !rest.is_empty() {
            let piece = rest.split_to(rest.len().min(PIECE));
            if sender.send(Ok(piece)).await.is_err() {
                return;
            }
        }
        threads = unpacking.file.pace.threads;
    }
}

struct Unpacking {
    file: File,
    input: Chunks,
    cutter: Cutter,
    at_end: bool,
    /// In the file's order.
    running: VecDeque<Running>,
    /// That of the stream's blocks so far.
    checksum: u32,
}

impl Unpacking {
    /// The next block's content, while up to `threads` are unpacked.
    async fn next(&mut self, threads: usize) -> Result<Option<Vec<u8>>> {
        loop {
            while self.running.len() < threads && self.begin().await? {}
            match self.running.pop_front() {
                None => return Ok(None),
                Some(Running::End(checksum)) if checksum == self.checksum => self.checksum = 0,
                Some(Running::End(_)) => {
                    return Err(self.damaged("a stream's checksum is wrong"));
                }
                Some(Running::Block(task)) => {
                    let (block, content) = joined(task).await?;
                    let (checksum, content) = match content {
                        Ok(content) => (block.checksum(), content),
                        Err(reason) => self.with_next(block, &reason).await?,
                    };
                    self.checksum = self.checksum.rotate_left(1) ^ checksum;
                    return Ok(Some(content));
                }
            }
        }
    }

    /// A block that may have been cut in two.
    async fn with_next(&mut self, block: Block, reason: &str) -> Result<(u32, Vec<u8>)> {
        if self.running.is_empty() {
            self.begin().await?;
        }
        let Some(Running::Block(task)) = self.running.pop_front() else {
            return Err(self.damaged(reason));
        };
        let (next, _) = joined(task).await?;
        let checksum = block.checksum();
        let (_, content) = joined(unpack(block.joined(&next))).await?;
        let content = content.map_err(|_| self.damaged(reason))?;
        Ok((checksum, content))
    }

    /// Begins with the next item; false at the file's end.
    async fn begin(&mut self) -> Result<bool> {
        loop {
            let item = self.cutter.next(self.at_end);
            if let Some(item) = item.map_err(|reason| self.damaged(&reason))? {
                self.running.push_back(match item {
                    Item::Block(block) => Running::Block(unpack(block)),
                    Item::End(checksum) => Running::End(checksum),
                });
                return Ok(true);
            }
            if self.at_end {
                return Ok(false);
            }
            match self.input.next().await? {
                Some(bytes) => self.cutter.push(&bytes),
                None => self.at_end = true,
            }
        }
    }

    fn damaged(&self, reason: &str) -> DataFusionError {
        self.file
            .corrupt(format!("its bzip2 data is damaged: {reason}"))
    }
}

fn unpack(block: Block) -> Task {
    SpawnedTask::spawn_blocking(move || {
        let content = block.unpack();
        (block, content)
    })
}

async fn joined<T: 'static>(task: SpawnedTask<T>) -> Result<T> {
    task.join_unwind()
        .await
        .map_err(|error| DataFusionError::ExecutionJoin(Box::new(error)))
}
