//! A day's rows as a file of INSERT statements that the plain client can read.
//!
//! A statement is over several lines and a row is one: literals hold no line ends, so `;` at the end of a line ends a statement, and a
//! line that begins with `--` is a comment. There is no DROP and no CREATE: a file adds its rows and nothing else.

use super::block::unpack;
use super::literal::{self, name};
use super::{Column, Nature};

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

/// Writes the text of one file.
#[derive(Debug)]
pub(crate) struct SqlFile {
    insert: Vec<u8>,
    natures: Vec<Nature>,
    /// Bytes of the statement that is open; 0 for none.
    open: usize,
    rows: u64,
}

impl SqlFile {
    /// Of a table's columns; `title` is its first line.
    pub(crate) fn new(table: &str, columns: &[Column]) -> SqlFile {
        let names: Vec<String> = columns.iter().map(|column| name(&column.name)).collect();
        SqlFile {
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

    /// What stands before the rows.
    pub(crate) fn head(title: &str) -> Vec<u8> {
        format!("-- {}\n{HEAD}", title.replace('\n', " ")).into_bytes()
    }

    /// Appends one packed row.
    pub(crate) fn row(&mut self, out: &mut Vec<u8>, mut packed: &[u8]) {
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
        if self.open >= STATEMENT {
            self.end_statement(out);
        }
    }

    fn end_statement(&mut self, out: &mut Vec<u8>) {
        if self.open > 0 {
            out.extend_from_slice(b";\n");
            self.open = 0;
        }
    }

    /// Appends what stands after the rows.
    pub(crate) fn foot(&mut self, out: &mut Vec<u8>) {
        self.end_statement(out);
        out.extend_from_slice(FOOT.as_bytes());
        out.extend_from_slice(format!("-- end: {} rows\n", self.rows).as_bytes());
    }
}
