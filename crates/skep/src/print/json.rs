//! One JSON object a line, types kept: numbers are numbers, NULL is `null`, nested values are nested.
//!
//! Two columns of one name would be one key: the second becomes `name_2`.

use std::collections::HashSet;
use std::io::{self, Write};

use arrow::record_batch::RecordBatch;
use skep_serde::display::write_json_string;

use super::Printer;
use super::cell::Sheet;

/// The `json` printer.
pub(super) struct Json<W> {
    sheet: Sheet,
    keys: Vec<Vec<u8>>,
    out: W,
    line: Vec<u8>,
}

impl<W: Write> Json<W> {
    /// A printer.
    pub(super) fn new(sheet: Sheet, out: W) -> Self {
        let keys = keys(sheet.columns.iter().map(|c| c.name.as_str()));
        Self {
            sheet,
            keys,
            out,
            line: Vec::new(),
        }
    }
}

impl<W: Write> Printer for Json<W> {
    fn rows(&mut self, batch: &RecordBatch) -> io::Result<()> {
        for row in 0..batch.num_rows() {
            self.line.push(b'{');
            for (i, (key, cell)) in self.keys.iter().zip(self.sheet.row(batch, row)).enumerate() {
                if i > 0 {
                    self.line.push(b',');
                }
                self.line.extend_from_slice(key);
                cell.write_json(&mut self.line);
            }
            self.line.extend_from_slice(b"}\n");
            self.out.write_all(&self.line)?;
            self.line.clear();
        }
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// `"name":`, each once.
fn keys<'a>(names: impl Iterator<Item = &'a str>) -> Vec<Vec<u8>> {
    let mut taken = HashSet::new();
    let unique = |name: &str| {
        let mut key = name.to_owned();
        let mut n = 1;
        while !taken.insert(key.clone()) {
            n += 1;
            key = format!("{name}_{n}");
        }
        let mut quoted = Vec::new();
        write_json_string(&mut quoted, &key);
        quoted.push(b':');
        quoted
    };
    names.map(unique).collect()
}
