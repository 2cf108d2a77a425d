//! The INSERT statements of a data file, read as they are needed, and what the file's bytes are.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};

use sha2::{Digest, Sha256};
use tokio::sync::mpsc;

use super::data_file::hexadecimal;
use super::{Compression, Format, Manifest, parquet};

/// Statements that wait.
const WAITING: usize = 2;

/// What a file was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FileFacts {
    pub(crate) bytes: u64,
    pub(crate) sha256: String,
}

/// A file that is being read: its statements come from the channel, its length and hash from the thread in the end.
pub(crate) type Reading = (
    mpsc::Receiver<Vec<u8>>,
    std::thread::JoinHandle<io::Result<FileFacts>>,
);

/// Reads a file of a manifest in a thread of its own.
pub(crate) fn read(file: File, manifest: &Manifest) -> io::Result<Reading> {
    let (sender, receiver) = mpsc::channel(WAITING);
    let mut take = move |statement| sender.blocking_send(statement).is_ok();
    let compression = manifest.compression;
    let thread = std::thread::Builder::new().name("unpack".to_owned());
    let thread = match manifest.format {
        Format::Sql => thread.spawn(move || statements(file, compression, &mut take))?,
        Format::Parquet => {
            let (table, columns) = (manifest.table.clone(), manifest.columns.clone());
            thread.spawn(move || {
                let facts = facts(file.try_clone()?)?;
                parquet::statements(file, &table, &columns, &mut take)?;
                Ok(facts)
            })?
        }
    };
    Ok((receiver, thread))
}

/// Gives each INSERT of a file to `take`, until that says false.
pub(crate) fn statements(
    file: File,
    compression: Compression,
    take: &mut dyn FnMut(Vec<u8>) -> bool,
) -> io::Result<FileFacts> {
    let mut hashed = Hashed {
        file,
        bytes: 0,
        sha256: Sha256::new(),
    };
    {
        let mut text: Box<dyn BufRead + '_> = match compression {
            Compression::Zstd => Box::new(BufReader::with_capacity(
                64 << 10,
                zstd::stream::read::Decoder::new(&mut hashed)?,
            )),
            Compression::Gzip => Box::new(BufReader::with_capacity(
                64 << 10,
                flate2::read::MultiGzDecoder::new(&mut hashed),
            )),
        };
        let mut statement = Vec::new();
        loop {
            let start = statement.len();
            if text.read_until(b'\n', &mut statement)? == 0 {
                break;
            }
            let is_first = start == 0;
            if is_first && !statement.starts_with(b"INSERT ") {
                // Comments and settings: restore has its own.
                statement.clear();
            } else if statement.ends_with(b";\n") {
                statement.truncate(statement.len() - 2);
                if !take(std::mem::take(&mut statement)) {
                    break;
                }
            }
        }
    }
    io::copy(&mut hashed, &mut io::sink())?;
    Ok(FileFacts {
        bytes: hashed.bytes,
        sha256: hexadecimal(&hashed.sha256.finalize()),
    })
}

/// Length and hash of a file alone.
pub(crate) fn facts(file: File) -> io::Result<FileFacts> {
    let mut hashed = Hashed {
        file,
        bytes: 0,
        sha256: Sha256::new(),
    };
    io::copy(&mut hashed, &mut io::sink())?;
    Ok(FileFacts {
        bytes: hashed.bytes,
        sha256: hexadecimal(&hashed.sha256.finalize()),
    })
}

struct Hashed {
    file: File,
    bytes: u64,
    sha256: Sha256,
}

impl Read for Hashed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.sha256.update(buffer.get(..read).unwrap_or_default());
        self.bytes += read as u64;
        Ok(read)
    }
}

/// A statement with its `_binary'…'` values taken out as parameters: their bytes are no text, and a statement has to be.
pub(crate) fn with_parameters(statement: &[u8]) -> (Vec<u8>, Vec<Vec<u8>>) {
    const MARK: &[u8] = b"_binary'";
    let (mut sql, mut parameters) = (Vec::new(), Vec::new());
    let mut rest = statement;
    while let Some(first) = rest.first() {
        if rest.starts_with(MARK) {
            let (value, after) = literal(rest.get(MARK.len()..).unwrap_or_default());
            parameters.push(value);
            sql.push(b'?');
            rest = after;
        } else if *first == b'\'' {
            let after = literal(rest.get(1..).unwrap_or_default()).1;
            sql.extend_from_slice(rest.get(..rest.len() - after.len()).unwrap_or_default());
            rest = after;
        } else {
            sql.push(*first);
            rest = rest.get(1..).unwrap_or_default();
        }
    }
    (sql, parameters)
}

/// The value of a string literal that has been opened, and what comes after it.
fn literal(mut rest: &[u8]) -> (Vec<u8>, &[u8]) {
    let mut value = Vec::new();
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            b'\'' => break,
            b'\\' => {
                if let Some((escaped, after)) = rest.split_first() {
                    rest = after;
                    value.push(match escaped {
                        b'0' => 0,
                        b'n' => b'\n',
                        b'r' => b'\r',
                        b'Z' => 0x1a,
                        other => *other,
                    });
                }
            }
            byte => value.push(*byte),
        }
    }
    (value, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_bytes_become_parameters() {
        let statement = b"INSERT INTO `t` VALUES\n(1,'_binary\\'x',_binary'a\\0\xff\\'\\\\',NULL)";
        let (sql, parameters) = with_parameters(statement);
        assert_eq!(
            String::from_utf8_lossy(&sql),
            "INSERT INTO `t` VALUES\n(1,'_binary\\'x',?,NULL)"
        );
        assert_eq!(parameters, [b"a\0\xff'\\".to_vec()]);
    }
}
