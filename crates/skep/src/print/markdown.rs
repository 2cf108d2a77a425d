//! A Markdown table: numbers right-aligned, `|` escaped, line breaks as `<br>`.

use std::io::{self, Write};

use arrow::record_batch::RecordBatch;

use super::cell::Sheet;
use super::{Printer, is_numeric, printable};

/// The `markdown` printer.
pub(super) struct Markdown<W> {
    sheet: Sheet,
    out: W,
}

impl<W: Write> Markdown<W> {
    /// A printer; the header is written at once.
    pub(super) fn new(sheet: Sheet, mut out: W) -> io::Result<Self> {
        let names: Vec<String> = sheet.columns.iter().map(|c| escape(&c.name)).collect();
        writeln!(out, "| {} |", names.join(" | "))?;
        let rules: Vec<&str> = sheet
            .columns
            .iter()
            .map(|c| if is_numeric(&c.ty) { "---:" } else { "---" })
            .collect();
        writeln!(out, "| {} |", rules.join(" | "))?;
        Ok(Self { sheet, out })
    }
}

impl<W: Write> Printer for Markdown<W> {
    fn rows(&mut self, batch: &RecordBatch) -> io::Result<()> {
        for row in 0..batch.num_rows() {
            for cell in self.sheet.row(batch, row) {
                write!(self.out, "| {} ", escape(&cell.text()))?;
            }
            writeln!(self.out, "|")?;
        }
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// A value that stays inside its cell.
fn escape(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(printable).collect();
    lines.join("<br>").replace('|', "\\|")
}
