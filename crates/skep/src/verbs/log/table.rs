//! Lines as rows on standard output.

use std::io::{self, Write};

use skep_log::rows::RowWriter;
use skep_log::sieve::Sink;
use skep_serde::access_log::LogReader;

/// Rows are written when this many bytes have gathered.
const GATHERED: usize = 128 << 10;

/// Gathers rows and writes them.
pub(super) struct Table<W> {
    pub(super) writer: RowWriter,
    pub(super) out: Vec<u8>,
    pub(super) to: W,
}

impl<W: Write> Sink for Table<W> {
    #[inline]
    fn row(&mut self, reader: &LogReader, line: &[u8]) -> io::Result<()> {
        self.writer.row(reader, line, &mut self.out);
        match self.out.len() >= GATHERED {
            true => self.write(),
            false => Ok(()),
        }
    }
}

impl<W: Write> Table<W> {
    fn write(&mut self) -> io::Result<()> {
        self.to.write_all(&self.out)?;
        self.out.clear();
        Ok(())
    }
}

impl<W: Write> super::read::Flush for Table<W> {
    fn flush(&mut self) -> io::Result<()> {
        self.write()?;
        self.to.flush()
    }
}
