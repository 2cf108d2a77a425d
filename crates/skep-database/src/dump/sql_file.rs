//! A day's rows as a file of INSERT statements that the plain client can read.
//!
//! A statement is over several lines and a row is one: literals hold no line ends, so `;` at the end of a line ends a statement, and a
//! line that begins with `--` is a comment. There is no DROP and no CREATE: a file adds its rows and nothing else.

use std::io::{self, Write};
use std::path::Path;

use super::block::unpack;
use super::data_file::{DataWriter, Finished, RowWriter};
use super::literal::{self, name};
use super::{Column, Compression, DumpError, Nature, Result};

/// A statement gets no longer than this, but for one long row. Servers take 16 MB by default, old ones 1 MB.
const STATEMENT: usize = 512 << 10;

/// Before the rows. What it changes is put back at the end.
const HEAD: &str = "\
SET @skep_time_zone = @@time_zone, @skep_sql_mode = @@sql_mode, @skep_foreign_key_checks = @@foreign_key_checks, \
@skep_unique_checks = @@unique_checks, @skep_autocommit = @@autocommit;
SET NAMES utf8mb4;
SET time_zone = '+00:00', sql_mode = 'NO_AUTO_VALUE_ON_ZERO', foreign_key_checks = 0, unique_checks = 0, autocommit = 0;
";

const FOOT: &str = "\
COMMIT;
SET time_zone = @skep_time_zone, sql_mode = @skep_sql_mode, foreign_key_checks = @skep_foreign_key_checks, \
unique_checks = @skep_unique_checks, autocommit = @skep_autocommit;
";

/// Text is compressed when there is this much of it. A frame of zstd of its own is made of it: in one stream, its window goes round in a
/// buffer, and matches across the seam take twice the time.
const TEXT: usize = 2 << 20;
/// Half the time of level 3, zstd's default, for files that are within 3 %.
const ZSTD_LEVEL: i32 = 2;

/// A file that is being written.
pub(crate) struct SqlFile {
    statements: Inserts,
    text: Vec<u8>,
    out: Encoder,
}

impl SqlFile {
    /// A file in `dir`, with a hidden name; `title` is its first line.
    pub(crate) fn create(
        dir: &Path,
        compression: Compression,
        title: &str,
        statements: Inserts,
    ) -> Result<SqlFile> {
        let out = Encoder::new(compression, DataWriter::create(dir)?);
        Ok(SqlFile {
            statements,
            text: format!("-- {}\n{HEAD}", title.replace('\n', " ")).into_bytes(),
            out: out.map_err(|error| DumpError::of_io("begin a data file", &error))?,
        })
    }
}

impl RowWriter for SqlFile {
    fn row(&mut self, packed: &[u8]) -> io::Result<()> {
        self.statements.row(&mut self.text, packed);
        if self.text.len() >= TEXT {
            self.out.write(&self.text)?;
            self.text.clear();
            // One long row doesn't keep its memory.
            self.text.shrink_to(TEXT + STATEMENT);
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<Option<Finished>> {
        self.statements.end(&mut self.text);
        self.text.extend_from_slice(FOOT.as_bytes());
        let end = format!("-- end: {} rows\n", self.statements.rows);
        self.text.extend_from_slice(end.as_bytes());
        self.out.write(&self.text)?;
        self.out.finish().map(Some)
    }
}

/// Makes INSERT statements of rows.
#[derive(Debug, Clone)]
pub(crate) struct Inserts {
    insert: Vec<u8>,
    natures: Vec<Nature>,
    /// Bytes of the statement that is open; 0 for none.
    open: usize,
    rows: u64,
}

impl Inserts {
    /// Into a table's columns.
    pub(crate) fn new(table: &str, columns: &[Column]) -> Inserts {
        let names: Vec<String> = columns.iter().map(|column| name(&column.name)).collect();
        Inserts {
            insert: format!(
                "INSERT INTO {} ({}) VALUES\n",
                name(table),
                names.join(", ")
            )
            .into_bytes(),
            natures: columns.iter().map(Column::nature).collect(),
            open: 0,
            rows: 0,
        }
    }

    /// Appends one packed row. True where it was its statement's last.
    pub(crate) fn row(&mut self, out: &mut Vec<u8>, mut packed: &[u8]) -> bool {
        let before = out.len();
        match self.open {
            0 => out.extend_from_slice(&self.insert),
            _ => out.extend_from_slice(b",\n"),
        }
        out.push(b'(');
        for (at, nature) in self.natures.iter().enumerate() {
            if at > 0 {
                out.push(b',');
            }
            literal::write(out, *nature, unpack(&mut packed).flatten());
        }
        out.push(b')');
        self.rows += 1;
        self.open += out.len() - before;
        let is_full = self.open >= STATEMENT;
        if is_full {
            self.end(out);
        }
        is_full
    }

    /// Ends the statement that is open.
    pub(crate) fn end(&mut self, out: &mut Vec<u8>) {
        if self.open > 0 {
            out.extend_from_slice(b";\n");
            self.open = 0;
        }
    }
}

/// Compresses into a file.
enum Encoder {
    Zstd(Frames),
    Gzip(flate2::write::GzEncoder<DataWriter>),
}

impl Encoder {
    fn new(compression: Compression, out: DataWriter) -> io::Result<Encoder> {
        Ok(match compression {
            Compression::Zstd => Encoder::Zstd(Frames::new(out)?),
            Compression::Gzip => Encoder::Gzip(flate2::write::GzEncoder::new(
                out,
                flate2::Compression::new(6),
            )),
        })
    }

    fn write(&mut self, text: &[u8]) -> io::Result<()> {
        match self {
            Encoder::Zstd(frames) => frames.write(text),
            Encoder::Gzip(encoder) => encoder.write_all(text),
        }
    }

    fn finish(self) -> io::Result<Finished> {
        match self {
            Encoder::Zstd(frames) => frames.out,
            Encoder::Gzip(encoder) => encoder.finish()?,
        }
        .finish()
    }
}

/// A file of zstd frames, one after the other: any decoder takes them for one text.
struct Frames {
    encoder: zstd::bulk::Compressor<'static>,
    frame: Vec<u8>,
    out: DataWriter,
}

impl Frames {
    fn new(out: DataWriter) -> io::Result<Frames> {
        let mut encoder = zstd::bulk::Compressor::new(ZSTD_LEVEL)?;
        encoder.include_checksum(true)?;
        Ok(Frames {
            encoder,
            frame: Vec::new(),
            out,
        })
    }

    fn write(&mut self, text: &[u8]) -> io::Result<()> {
        for text in text.chunks(TEXT) {
            self.frame.clear();
            self.frame
                .reserve(zstd::zstd_safe::compress_bound(text.len()));
            self.encoder.compress_to_buffer(text, &mut self.frame)?;
            self.out.write_all(&self.frame)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    #[test]
    fn a_file_of_several_frames_is_one_text() {
        let dir = tempfile::tempdir().unwrap();
        let mut frames = Frames::new(DataWriter::create(dir.path()).unwrap()).unwrap();
        let text: Vec<u8> = (0..TEXT / 2).flat_map(|n| n.to_le_bytes()).collect();
        frames.write(&text).unwrap();
        frames.write(b"the end").unwrap();
        let finished = Encoder::Zstd(frames).finish().unwrap();
        let read = zstd::decode_all(finished.file.reopen().unwrap()).unwrap();
        assert!(read == [text.as_slice(), b"the end"].concat());
    }
}
