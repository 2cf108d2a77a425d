//! The local file that rows go to while the snapshot is open: written at full speed by a thread of its own, so that neither compression nor
//! an upload keeps the server waiting.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

use super::block::unpack;
use super::checksum::Tally;
use super::sql_file::SqlFile;
use super::{Column, DumpError, Mask, Result};

/// Rows that wait for the thread, in units of 1 KB. A single longer block waits alone.
const WAITING: u32 = 4 << 10;
const BLOCKS: usize = 16;
/// Text is compressed when there is this much of it.
const TEXT: usize = 128 << 10;

/// How a file is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Compression {
    /// `.zst`
    #[default]
    Zstd,
    /// `.gz`
    Gzip,
}

impl Compression {
    /// What a file's name ends in.
    pub fn extension(self) -> &'static str {
        match self {
            Compression::Zstd => "zst",
            Compression::Gzip => "gz",
        }
    }
}

/// A finished file, not yet in the archive.
#[derive(Debug)]
pub(crate) struct Spooled {
    pub(crate) file: NamedTempFile,
    pub(crate) bytes: u64,
    pub(crate) sha256: String,
    pub(crate) tally: Tally,
}

/// What is to be written.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) table: String,
    pub(crate) columns: Vec<Column>,
    pub(crate) masks: Vec<Mask>,
    /// The day column's place.
    pub(crate) day: Option<usize>,
    pub(crate) numeric_day: bool,
    /// The file's first line; `None` for no file at all: rows are only counted.
    pub(crate) title: Option<String>,
    pub(crate) compression: Compression,
}

/// Packed rows, and what holds their place in memory.
struct Block(Vec<u8>, OwnedSemaphorePermit);

/// The way to the thread.
pub(crate) struct Spool {
    blocks: mpsc::Sender<Block>,
    room: Arc<Semaphore>,
    thread: JoinHandle<Result<(Option<Spooled>, Tally)>>,
}

impl Spool {
    /// Starts the thread; the file is made in `dir`, with a hidden name.
    pub(crate) fn start(plan: Plan, dir: &Path) -> Result<Spool> {
        let shown = dir.display().to_string();
        let failed = |error: &io::Error| DumpError::of_io(format!("write in `{shown}`"), error);
        let file = match plan.title {
            None => None,
            Some(_) => {
                std::fs::create_dir_all(dir).map_err(|e| failed(&e))?;
                let file = tempfile::Builder::new()
                    .prefix(SPOOL_PREFIX)
                    .suffix(".part")
                    .permissions(mode())
                    .tempfile_in(dir);
                Some(file.map_err(|e| failed(&e))?)
            }
        };
        let (blocks, received) = mpsc::channel(BLOCKS);
        let thread = std::thread::Builder::new().name("spool".to_owned());
        let thread = thread.spawn(move || {
            Worker::new(plan, file)
                .and_then(|worker| worker.run(received))
                .map_err(|e| DumpError::of_io(format!("write in `{shown}`"), &e))
        });
        Ok(Spool {
            blocks,
            room: Arc::new(Semaphore::new(WAITING as usize)),
            thread: thread.map_err(|error| DumpError::of_io("start a thread", &error))?,
        })
    }

    /// Hands over packed rows; waits where too many wait already.
    pub(crate) async fn send(&mut self, rows: Vec<u8>) -> Result<()> {
        let size = u32::try_from(rows.len() >> 10)
            .unwrap_or(WAITING)
            .clamp(1, WAITING);
        let permit = Arc::clone(&self.room).acquire_many_owned(size).await;
        let sent = match permit {
            Ok(permit) => self.blocks.send(Block(rows, permit)).await.is_ok(),
            Err(_) => false,
        };
        // A thread that takes no more has failed; `finish` tells why.
        match sent {
            true => Ok(()),
            false => Err(DumpError::remote("the file could not be written")),
        }
    }

    /// Ends the file, and gives it with what passed. Without it the file is thrown away.
    pub(crate) async fn finish(self) -> Result<(Option<Spooled>, Tally)> {
        let Spool { blocks, thread, .. } = self;
        drop(blocks);
        let joined = tokio::task::spawn_blocking(move || thread.join()).await;
        match joined {
            Ok(Ok(done)) => done,
            _ => Err(DumpError::remote(
                "the thread that writes the file has failed",
            )),
        }
    }
}

/// Names of files under way begin so; those that dead dumps left are removed by the next.
pub(crate) const SPOOL_PREFIX: &str = ".skep-";

/// Archives are for a group of people where the user's mask says so.
fn mode() -> std::fs::Permissions {
    use std::os::unix::fs::PermissionsExt;
    std::fs::Permissions::from_mode(0o666)
}

struct Worker {
    plan: Plan,
    sql: SqlFile,
    text: Vec<u8>,
    masked: Vec<u8>,
    tally: Tally,
    out: Option<Encoder>,
    file: Option<NamedTempFile>,
}

impl Worker {
    fn new(plan: Plan, file: Option<NamedTempFile>) -> io::Result<Worker> {
        let out = match &file {
            Some(file) => Some(Encoder::new(plan.compression, file.as_file().try_clone()?)?),
            None => None,
        };
        Ok(Worker {
            sql: SqlFile::new(&plan.table, &plan.columns),
            text: plan.title.as_deref().map(SqlFile::head).unwrap_or_default(),
            masked: Vec::new(),
            tally: Tally::default(),
            plan,
            out,
            file,
        })
    }

    fn run(mut self, mut blocks: mpsc::Receiver<Block>) -> io::Result<(Option<Spooled>, Tally)> {
        while let Some(Block(rows, _permit)) = blocks.blocking_recv() {
            let mut rest = rows.as_slice();
            while !rest.is_empty() {
                self.row(&mut rest)?;
            }
        }
        let (Some(mut out), Some(file)) = (self.out, self.file) else {
            return Ok((None, self.tally));
        };
        self.sql.foot(&mut self.text);
        out.write(&self.text)?;
        let (bytes, sha256) = out.finish()?;
        let spooled = Spooled {
            file,
            bytes,
            sha256,
            tally: self.tally.clone(),
        };
        Ok((Some(spooled), self.tally))
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
        if let Some(out) = &mut self.out {
            self.sql.row(&mut self.text, row);
            if self.text.len() >= TEXT {
                out.write(&self.text)?;
                self.text.clear();
                // One long row doesn't keep its memory.
                self.text.shrink_to(4 * TEXT);
            }
        }
        Ok(())
    }
}

/// Compresses into a file, and tells the file's length and SHA-256.
struct Encoder(Kind);

enum Kind {
    Zstd(zstd::stream::write::Encoder<'static, Hashed>),
    Gzip(flate2::write::GzEncoder<Hashed>),
}

impl Encoder {
    fn new(compression: Compression, file: File) -> io::Result<Encoder> {
        let out = Hashed {
            file: BufWriter::with_capacity(64 << 10, file),
            bytes: 0,
            sha256: Sha256::new(),
        };
        Ok(Encoder(match compression {
            Compression::Zstd => {
                let mut encoder = zstd::stream::write::Encoder::new(out, 3)?;
                encoder.include_checksum(true)?;
                Kind::Zstd(encoder)
            }
            Compression::Gzip => Kind::Gzip(flate2::write::GzEncoder::new(
                out,
                flate2::Compression::new(6),
            )),
        }))
    }

    fn write(&mut self, text: &[u8]) -> io::Result<()> {
        match &mut self.0 {
            Kind::Zstd(encoder) => encoder.write_all(text),
            Kind::Gzip(encoder) => encoder.write_all(text),
        }
    }

    fn finish(self) -> io::Result<(u64, String)> {
        let mut out = match self.0 {
            Kind::Zstd(encoder) => encoder.finish()?,
            Kind::Gzip(encoder) => encoder.finish()?,
        };
        out.file.flush()?;
        // Safe from a power cut before anything says that it is there.
        out.file.get_ref().sync_all()?;
        Ok((out.bytes, hexadecimal(&out.sha256.finalize())))
    }
}

struct Hashed {
    file: BufWriter<File>,
    bytes: u64,
    sha256: Sha256,
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write_all(bytes)?;
        self.sha256.update(bytes);
        self.bytes += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Bytes in lower case digits.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
