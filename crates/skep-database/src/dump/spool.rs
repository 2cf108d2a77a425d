//! The way of rows from a connection to a file while the snapshot is open: a thread of its own writes them, so that neither compression nor an
//! upload keeps the server waiting.

use std::io;
use std::sync::Arc;
use std::thread::JoinHandle;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

use super::block::unpack;
use super::checksum::Tally;
use super::data_file::{Finished, RowWriter};
use super::{Column, DumpError, Mask, Result};

/// Rows that wait for the thread, in units of 1 KB. A single longer block waits alone.
const WAITING: u32 = 4 << 10;
const BLOCKS: usize = 16;

/// A finished file, and what is in it.
#[derive(Debug)]
pub(crate) struct Spooled {
    pub(crate) file: Finished,
    pub(crate) tally: Tally,
}

/// What the rows are.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) columns: Vec<Column>,
    pub(crate) masks: Vec<Mask>,
    /// The day column's place.
    pub(crate) day: Option<usize>,
    pub(crate) numeric_day: bool,
}

/// Packed rows, and what holds their place in memory.
struct Block(Vec<u8>, OwnedSemaphorePermit);

type Passed = (Option<Finished>, Tally);

/// The way to the thread.
pub(crate) struct Spool {
    /// Closed, it ends the thread.
    blocks: Option<mpsc::Sender<Block>>,
    room: Arc<Semaphore>,
    thread: Option<JoinHandle<Result<Passed>>>,
}

impl Spool {
    /// Starts the thread. Without anywhere to write, rows are only counted.
    pub(crate) fn start(plan: Plan, out: Option<Box<dyn RowWriter>>) -> Result<Spool> {
        let (blocks, received) = mpsc::channel(BLOCKS);
        let thread = std::thread::Builder::new().name("spool".to_owned());
        let thread = thread.spawn(move || {
            Worker::new(plan, out)
                .run(received)
                .map_err(|error| DumpError::of_io("write a data file", &error))
        });
        Ok(Spool {
            blocks: Some(blocks),
            room: Arc::new(Semaphore::new(WAITING as usize)),
            thread: Some(thread.map_err(|error| DumpError::of_io("start a thread", &error))?),
        })
    }

    /// Hands over packed rows; waits where too many wait already.
    pub(crate) async fn send(&mut self, rows: Vec<u8>) -> Result<()> {
        let size = u32::try_from(rows.len() >> 10)
            .unwrap_or(WAITING)
            .clamp(1, WAITING);
        let permit = Arc::clone(&self.room).acquire_many_owned(size).await;
        let sent = match (permit, &self.blocks) {
            (Ok(permit), Some(blocks)) => blocks.send(Block(rows, permit)).await.is_ok(),
            _ => false,
        };
        // A thread that takes no more has failed; `finish` tells why.
        match sent {
            true => Ok(()),
            false => Err(DumpError::remote("the file could not be written")),
        }
    }

    /// Ends the file, and gives it with what passed. Without it the file is thrown away.
    pub(crate) async fn finish(mut self) -> Result<Passed> {
        self.blocks = None;
        let thread = self.thread.take();
        let join = || thread.map(JoinHandle::join);
        match tokio::task::spawn_blocking(join).await {
            Ok(Some(Ok(done))) => done,
            _ => Err(DumpError::remote(
                "the thread that writes the file has failed",
            )),
        }
    }
}

impl Drop for Spool {
    /// Waits until the thread has thrown its file away: a dump that is interrupted leaves none.
    fn drop(&mut self) {
        self.blocks = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

struct Worker {
    plan: Plan,
    masked: Vec<u8>,
    tally: Tally,
    out: Option<Box<dyn RowWriter>>,
}

impl Worker {
    fn new(plan: Plan, out: Option<Box<dyn RowWriter>>) -> Worker {
        Worker {
            plan,
            masked: Vec::new(),
            tally: Tally::default(),
            out,
        }
    }

    fn run(mut self, mut blocks: mpsc::Receiver<Block>) -> io::Result<Passed> {
        while let Some(Block(rows, _permit)) = blocks.blocking_recv() {
            let mut rest = rows.as_slice();
            while !rest.is_empty() {
                self.row(&mut rest)?;
            }
        }
        let file = match self.out {
            Some(out) => out.finish()?,
            None => None,
        };
        Ok((file, self.tally))
    }

    /// Takes one row off `rest`.
    fn row(&mut self, rest: &mut &[u8]) -> io::Result<()> {
        let start = *rest;
        for at in 0..self.plan.columns.len() {
            let value = unpack(rest)
                .ok_or_else(|| io::Error::other("the server sent a row that is cut off"))?;
            if let (true, Some(value)) = (Some(at) == self.plan.day, value) {
                self.tally
                    .widen(&String::from_utf8_lossy(value), self.plan.numeric_day);
            }
        }
        let mut row = start.get(..start.len() - rest.len()).unwrap_or_default();
        if !self.plan.masks.is_empty() {
            self.masked.clear();
            Mask::apply(
                &self.plan.masks,
                row,
                self.plan.columns.len(),
                &mut self.masked,
            );
            row = &self.masked;
        }
        self.tally.rows += 1;
        self.tally.bytes += row.len() as u64;
        self.tally.checksum.add(row);
        match &mut self.out {
            Some(out) => out.row(row),
            None => Ok(()),
        }
    }
}
