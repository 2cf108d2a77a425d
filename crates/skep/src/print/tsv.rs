//! What Hive's CLI prints: cells joined by tabs, NULL as `NULL`.
//!
//! Nothing is escaped, as in Hive: a tab or a newline inside a string stays what it is.

use std::io::{self, Write};

use arrow::record_batch::RecordBatch;

use super::Printer;
use super::cell::Sheet;

/// Flush a line buffer of this many bytes.
const CHUNK_BYTES: usize = 64 << 10;

/// The `tsv` printer.
pub(super) struct Tsv<W> {
    sheet: Sheet,
    out: W,
    buffer: Vec<u8>,
}

impl<W: Write> Tsv<W> {
    /// A printer; the header, if wanted, is written at once.
    pub(super) fn new(sheet: Sheet, header: bool, mut out: W) -> io::Result<Self> {
        if header {
            let names: Vec<&str> = sheet.columns.iter().map(|c| c.name.as_str()).collect();
            writeln!(out, "{}", names.join("\t"))?;
        }
        Ok(Self {
            sheet,
            out,
            buffer: Vec::new(),
        })
    }
}

impl<W: Write> Printer for Tsv<W> {
    fn rows(&mut self, batch: &RecordBatch) -> io::Result<()> {
        for row in 0..batch.num_rows() {
            for (i, cell) in self.sheet.row(batch, row).enumerate() {
                if i > 0 {
                    self.buffer.push(b'\t');
                }
                cell.write(&mut self.buffer);
            }
            self.buffer.push(b'\n');
            if self.buffer.len() >= CHUNK_BYTES {
                self.out.write_all(&self.buffer)?;
                self.buffer.clear();
            }
        }
        self.out.write_all(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
