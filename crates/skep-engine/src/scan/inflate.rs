//! Compressed files, by their names: `.gz`, `.bz2`, `.zst`, `.deflate`.

use std::io::{self, Read};

use bytes::{Buf, Bytes};
use datafusion::common::runtime::SpawnedTask;
use datafusion::error::{DataFusionError, Result};
use tokio::sync::mpsc;

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

    fn reader<R: Read + 'static>(self, input: R) -> io::Result<Box<dyn Read>> {
        Ok(match self {
            Codec::Gzip => Box::new(flate2::read::MultiGzDecoder::new(input)),
            Codec::Bzip2 => Box::new(bzip2::read::MultiBzDecoder::new(input)),
            Codec::Zstd => Box::new(zstd::stream::read::Decoder::new(input)?),
            Codec::Deflate => Box::new(flate2::read::ZlibDecoder::new(input)),
        })
    }
}

/// The size of inflated chunks, in bytes.
const CHUNK: usize = 1 << 20;

/// The first inflated chunk is small, so that a LIMIT ends soon.
const FIRST: usize = 64 << 10;

/// A compressed file's content. Dropping it stops the reading and the inflating.
#[derive(Debug)]
pub(crate) struct Inflated {
    chunks: mpsc::Receiver<Result<Bytes>>,
    _pump: SpawnedTask<()>,
}

impl Inflated {
    pub(crate) fn new(file: File, codec: Codec) -> Inflated {
        let (raw_sender, raw) = mpsc::channel::<Result<Bytes>>(1);
        let (sender, chunks) = mpsc::channel(1);
        let size = file.size;
        let mut input = Chunks::new(file.clone(), 0, size);
        let pump = SpawnedTask::spawn(async move {
            while let Some(chunk) = input.next().await.transpose() {
                let failed = chunk.is_err();
                if raw_sender.send(chunk).await.is_err() || failed {
                    return;
                }
            }
        });
        // It ends when either side of it is dropped, and isn't waited for.
        tokio::task::spawn_blocking(move || inflate(&file, codec, raw, &sender));
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

fn inflate(
    file: &File,
    codec: Codec,
    raw: mpsc::Receiver<Result<Bytes>>,
    sender: &mpsc::Sender<Result<Bytes>>,
) {
    let input = Raw {
        chunks: raw,
        current: Bytes::new(),
    };
    let fail = |error: io::Error| match error.downcast::<DataFusionError>() {
        Ok(error) => error,
        Err(error) => file.corrupt(format!("its {codec:?} data is damaged: {error}")),
    };
    let mut reader = match codec.reader(input) {
        Ok(reader) => reader,
        Err(error) => return drop(sender.blocking_send(Err(fail(error)))),
    };
    let mut size = FIRST;
    loop {
        let mut buffer = Vec::with_capacity(size);
        let read = reader.by_ref().take(size as u64).read_to_end(&mut buffer);
        let empty = buffer.is_empty();
        if !empty && sender.blocking_send(Ok(Bytes::from(buffer))).is_err() {
            return;
        }
        if let Err(error) = read {
            return drop(sender.blocking_send(Err(fail(error))));
        }
        if empty {
            return;
        }
        size = (size * 2).min(CHUNK);
    }
}

/// The compressed bytes, as a blocking reader.
struct Raw {
    chunks: mpsc::Receiver<Result<Bytes>>,
    current: Bytes,
}

impl Read for Raw {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        while self.current.is_empty() {
            match self.chunks.blocking_recv() {
                Some(Ok(bytes)) => self.current = bytes,
                Some(Err(error)) => return Err(io::Error::other(error)),
                None => return Ok(0),
            }
        }
        let length = self.current.len().min(target.len());
        self.current
            .copy_to_slice(target.get_mut(..length).unwrap_or_default());
        Ok(length)
    }
}
