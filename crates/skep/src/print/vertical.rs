//! One column a line, for rows too wide to sit side by side.

use std::io::{self, Write};

use arrow::record_batch::RecordBatch;

use super::cell::Sheet;
use super::{Printer, pad, printable, width};

/// The `vertical` printer.
pub(super) struct Vertical<W> {
    sheet: Sheet,
    names: Vec<String>,
    out: W,
    row: u64,
}

impl<W: Write> Vertical<W> {
    /// A printer.
    pub(super) fn new(sheet: Sheet, out: W) -> Self {
        let names: Vec<String> = sheet.columns.iter().map(|c| printable(&c.name)).collect();
        let widest = names.iter().map(|n| width(n)).max().unwrap_or(0);
        let names = names.iter().map(|n| pad(n, widest, true)).collect();
        Self {
            sheet,
            names,
            out,
            row: 0,
        }
    }
}

impl<W: Write> Printer for Vertical<W> {
    fn rows(&mut self, batch: &RecordBatch) -> io::Result<()> {
        for row in 0..batch.num_rows() {
            self.row += 1;
            writeln!(self.out, "-[ row {} ]-", self.row)?;
            for (name, cell) in self.names.iter().zip(self.sheet.row(batch, row)) {
                writeln!(self.out, "{name} | {}", printable(&cell.text()))?;
            }
        }
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
