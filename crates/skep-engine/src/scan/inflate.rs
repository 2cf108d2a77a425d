//! Compressed files, by their names (`.gz`, `.bz2`, `.zst`, `.deflate`), or by content where files are named and not a table's.
//!
//! One thread inflates while others read the file and decode its lines; bzip2's blocks and
//! zstd's frames are unpacked by several.

mod bits;
mod blocks;
mod frames;
mod parallel;
mod unpack;

use bytes::{Buf, Bytes};
use datafusion::common::runtime::SpawnedTask;
use datafusion::error::Result;
use tokio::sync::mpsc;

use self::unpack::Unpacker;
use super::buffers::Buffers;
use super::chunks::{Chunks, File};

/// How a file is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Codec {
    Gzip,
    Bzip2,
    Zstd,
    /// A zlib stream (Hadoop's `DefaultCodec`).
    Deflate,
}

impl Codec {
    /// By the name's ending; None for plain files.
    ///
    /// # Errors
    /// The ending names a compression that isn't supported.
    pub(crate) fn of_name(name: &str) -> Result<Option<Codec>, String> {
        let Some((_, ending)) = name.rsplit_once('.') else {
            return Ok(None);
        };
        match ending.to_ascii_lowercase().as_str() {
            "gz" => Ok(Some(Codec::Gzip)),
            "bz2" => Ok(Some(Codec::Bzip2)),
            "zst" => Ok(Some(Codec::Zstd)),
            "deflate" => Ok(Some(Codec::Deflate)),
            other @ ("snappy" | "lz4" | "lzo" | "xz") => Err(format!(
                "`.{other}` compression is not supported; gz, bz2, zst and deflate are"
            )),
            _ => Ok(None),
        }
    }
}

/// How a file is compressed that was looked into; None: not at all. It goes before what the name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seen(pub(crate) Option<Codec>);

/// What compressions that aren't supported begin with. (A table.)
const UNSUPPORTED: &[(&[u8], &str)] = &[
    (b"\xfd7zXZ\0", "xz"),
    (b"\x04\x22\x4d\x18", "lz4"),
    (b"\xff\x06\0\0sNaPpY", "snappy"),
    (b"\x89LZO\0", "lzo"),
    (b"PK\x03\x04", "zip"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
];

impl Codec {
    /// By the first bytes; a zlib stream that begins like a text only with the name that goes with it.
    ///
    /// # Errors
    /// It is compressed in a way that isn't supported.
    pub(crate) fn of_content(first: &[u8], name: &str) -> Result<Option<Codec>, String> {
        let unsupported = UNSUPPORTED
            .iter()
            .find(|(magic, _)| first.starts_with(magic));
        if let Some((_, kind)) = unsupported {
            return Err(format!(
                "{kind} compression is not supported; gzip, bzip2, zstd and deflate are"
            ));
        }
        Ok(match first {
            [0x1f, 0x8b, 8, ..] => Some(Codec::Gzip),
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31 | 0x17, ..] => Some(Codec::Bzip2),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Codec::Zstd),
            [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Some(Codec::Zstd),
            [0x78, 0x01 | 0x9c | 0xda, ..] => Some(Codec::Deflate),
            [0x78, 0x5e, ..] if name.ends_with(".deflate") => Some(Codec::Deflate),
            _ => None,
        })
    }
}

/// The size of inflated chunks, in bytes.
const CHUNK: usize = 512 << 10;

/// The first inflated chunk is small, so that a LIMIT ends soon.
const FIRST: usize = 64 << 10;

/// Chunks that wait on either side of the thread that inflates.
const QUEUE: usize = 4;

/// A compressed file's content. Dropping it stops the reading and the inflating.
#[derive(Debug)]
pub(crate) struct Inflated {
    chunks: mpsc::Receiver<Result<Bytes>>,
    _pump: SpawnedTask<()>,
}

impl Inflated {
    pub(crate) fn new(file: File, codec: Codec) -> Inflated {
        let (sender, chunks) = mpsc::channel(QUEUE);
        let pump = match codec {
            Codec::Bzip2 => SpawnedTask::spawn(parallel::pump(file, sender)),
            // Frames are read whole, which is too much where a few rows are wanted.
            Codec::Zstd if !file.pace.few => SpawnedTask::spawn(frames::pump(file, sender)),
            _ => {
                let input = Chunks::new(file.clone(), 0, file.size);
                let (raw, receiver) = mpsc::channel(QUEUE);
                in_order(file, codec, receiver, sender);
                SpawnedTask::spawn(pump(input, raw))
            }
        };
        Inflated {
            chunks,
            _pump: pump,
        }
    }

    /// The next bytes; None at the end.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>> {
        self.chunks.recv().await.transpose()
    }
}

/// Inflates on a thread of its own what `raw` gives. It ends when either side of it is dropped, and isn't waited for.
fn in_order(
    file: File,
    codec: Codec,
    raw: mpsc::Receiver<Result<Bytes>>,
    sender: mpsc::Sender<Result<Bytes>>,
) {
    tokio::task::spawn_blocking(move || {
        if let Err(error) = inflate(&file, codec, raw, &sender) {
            drop(sender.blocking_send(Err(error)));
        }
    });
}

/// Hands the compressed bytes to the thread that inflates them.
async fn pump(mut input: Chunks, sender: mpsc::Sender<Result<Bytes>>) {
    while let Some(chunk) = input.next().await.transpose() {
        let failed = chunk.is_err();
        if sender.send(chunk).await.is_err() || failed {
            return;
        }
    }
}

/// Inflates what `raw` gives into `sender`, until either ends.
fn inflate(
    file: &File,
    codec: Codec,
    mut raw: mpsc::Receiver<Result<Bytes>>,
    sender: &mpsc::Sender<Result<Bytes>>,
) -> Result<()> {
    let damaged = |reason: String| file.corrupt(format!("its {codec:?} data is damaged: {reason}"));
    let mut unpacker = Unpacker::new(codec).map_err(damaged)?;
    let buffers = Buffers::new(CHUNK);
    let mut input = Bytes::new();
    let mut at_end = false;
    let mut output = vec![0; FIRST];
    let mut filled = 0;
    loop {
        let target = output.get_mut(filled..).unwrap_or_default();
        let step = unpacker.step(&input, target).map_err(damaged)?;
        input.advance(step.read);
        filled += step.written;
        let is_stuck = step.read == 0 && step.written == 0;
        if filled == output.len() || (filled > 0 && is_stuck && at_end) {
            let full = std::mem::replace(&mut output, buffers.take());
            if sender
                .blocking_send(Ok(buffers.lend(full, filled)))
                .is_err()
            {
                return Ok(());
            }
            filled = 0;
        } else if is_stuck && at_end {
            return match unpacker.is_inside() || !input.is_empty() {
                true => Err(damaged("it ends too early".into())),
                false => Ok(()),
            };
        } else if is_stuck {
            match raw.blocking_recv() {
                Some(chunk) if input.is_empty() => input = chunk?,
                Some(_) => return Err(damaged("it makes no sense".into())),
                None => at_end = true,
            }
        }
    }
}
