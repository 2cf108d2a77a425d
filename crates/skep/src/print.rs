//! Rows on stdout, in the format that was asked for: one streaming printer a format.
//!
//! A printer holds at most [`TABLE_ROWS`] rows. How a value reads is `cell`'s work; what a query's columns are called
//! is the engine's.

mod cell;
mod csv;
mod json;
mod markdown;
mod table;
mod tsv;
mod vertical;

use std::io::{self, Write};

use arrow::record_batch::RecordBatch;
use chrono_tz::Tz;
use skep_engine::OutputColumn as Column;
use skep_hiveql::types::HiveType;
use unicode_width::UnicodeWidthStr;

use cell::Sheet;

/// How many rows a table is sized by before its first line is printed.
const TABLE_ROWS: usize = 1_000;

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// A ruled table; one column a line where it would be wider than the terminal
    Table,
    /// What Hive's CLI prints: cells joined by tabs, NULL as NULL, no header
    Tsv,
    /// RFC 4180 with a header line; NULL is an empty field, an empty string is ""
    Csv,
    /// One JSON object a line, types kept
    Json,
    /// One column a line
    Vertical,
    /// A Markdown table
    Markdown,
}

/// What a printer needs to know besides the rows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Layout {
    /// The format.
    pub(crate) format: Format,
    /// `hive.cli.print.header`: a header line for `tsv`.
    pub(crate) header: bool,
    /// The terminal's columns; `None` where stdout is no terminal.
    pub(crate) width: Option<usize>,
    /// The session's time zone.
    pub(crate) zone: Tz,
}

/// Writes one answer.
pub(crate) trait Printer {
    /// Writes some rows. Their columns are those that the printer was made with.
    fn rows(&mut self, batch: &RecordBatch) -> io::Result<()>;
    /// Writes what is left and flushes.
    fn end(&mut self) -> io::Result<()>;
}

/// A printer of `columns` in `layout` to `out`.
pub(crate) fn printer<'w, W: Write + 'w>(
    layout: Layout,
    columns: Vec<Column>,
    out: W,
) -> io::Result<Box<dyn Printer + 'w>> {
    let sheet = Sheet {
        columns,
        zone: layout.zone,
    };
    Ok(match layout.format {
        Format::Table => Box::new(table::Table::new(sheet, layout.width, out)),
        Format::Tsv => Box::new(tsv::Tsv::new(sheet, layout.header, out)?),
        Format::Csv => Box::new(csv::Csv::new(sheet, out)?),
        Format::Json => Box::new(json::Json::new(sheet, out)),
        Format::Vertical => Box::new(vertical::Vertical::new(sheet, out)),
        Format::Markdown => Box::new(markdown::Markdown::new(sheet, out)?),
    })
}

/// Text that moves neither the cursor nor the terminal's state: control characters are spelled out.
fn printable(text: &str) -> String {
    if !text.contains(char::is_control) {
        return text.to_owned();
    }
    text.chars()
        .map(|c| match c {
            '\n' => "\\n".to_owned(),
            '\r' => "\\r".to_owned(),
            '\t' => "\\t".to_owned(),
            c if c.is_control() => format!("\\u{:04x}", u32::from(c)),
            c => c.to_string(),
        })
        .collect()
}

/// How many terminal columns `text` takes.
fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// `text` filled up with spaces to `to` terminal columns.
fn pad(text: &str, to: usize, right: bool) -> String {
    let fill = " ".repeat(to.saturating_sub(width(text)));
    if right {
        fill + text
    } else {
        text.to_owned() + &fill
    }
}

/// Whether a column's values are lined up on the right.
fn is_numeric(ty: &HiveType) -> bool {
    matches!(
        ty,
        HiveType::TinyInt
            | HiveType::SmallInt
            | HiveType::Int
            | HiveType::BigInt
            | HiveType::Float
            | HiveType::Double
            | HiveType::Decimal(..)
    )
}

#[cfg(test)]
mod tests;
