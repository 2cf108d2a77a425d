//! RFC 4180: a header line, commas, quotes where they are needed, lines ended by `\n`.
//!
//! NULL is an empty field and the empty string is `""`, so that the two can be told apart.

use std::io::{self, Write};

use arrow::record_batch::RecordBatch;

use super::Printer;
use super::cell::Sheet;

/// The `csv` printer.
pub(super) struct Csv<W> {
    sheet: Sheet,
    out: W,
    line: Vec<u8>,
    field: Vec<u8>,
}

impl<W: Write> Csv<W> {
    /// A printer; the header is written at once.
    pub(super) fn new(sheet: Sheet, out: W) -> io::Result<Self> {
        let mut csv = Self {
            sheet,
            out,
            line: Vec::new(),
            field: Vec::new(),
        };
        for (i, column) in csv.sheet.columns.iter().enumerate() {
            if i > 0 {
                csv.line.push(b',');
            }
            quote(column.name.as_bytes(), &mut csv.line);
        }
        csv.end_line()?;
        Ok(csv)
    }

    fn end_line(&mut self) -> io::Result<()> {
        self.line.push(b'\n');
        self.out.write_all(&self.line)?;
        self.line.clear();
        Ok(())
    }
}

impl<W: Write> Printer for Csv<W> {
    fn rows(&mut self, batch: &RecordBatch) -> io::Result<()> {
        for row in 0..batch.num_rows() {
            for (i, cell) in self.sheet.row(batch, row).enumerate() {
                if i > 0 {
                    self.line.push(b',');
                }
                if !cell.is_null() {
                    self.field.clear();
                    cell.write(&mut self.field);
                    quote(&self.field, &mut self.line);
                }
            }
            self.end_line()?;
        }
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Appends one field, quoted where RFC 4180 (or telling `""` from NULL) asks for it.
fn quote(field: &[u8], line: &mut Vec<u8>) {
    let plain = !field.is_empty()
        && !field
            .iter()
            .any(|b| matches!(b, b',' | b'"' | b'\n' | b'\r'));
    if plain {
        line.extend_from_slice(field);
        return;
    }
    line.push(b'"');
    for &byte in field {
        if byte == b'"' {
            line.push(b'"');
        }
        line.push(byte);
    }
    line.push(b'"');
}
