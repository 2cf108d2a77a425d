//! The way back: rows of a Parquet file as INSERT statements.

use std::fs::File;
use std::io;

use arrow::array::{Array, ArrayRef, AsArray};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::{Map, Value};

use super::column::print;
use super::file::of_parquet;
use super::{EXACT, Kept};
use crate::dump::Column;
use crate::dump::block::pack_value;
use crate::dump::sql_file::Inserts;

/// Rows are read so many bytes at a time, about.
const BATCH: i64 = 4 << 20;

/// Gives INSERT statements of a file's rows into a table to `take`, until that says false. The file has to have these columns.
pub(crate) fn statements(
    file: File,
    table: &str,
    columns: &[Column],
    take: &mut dyn FnMut(Vec<u8>) -> bool,
) -> io::Result<()> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(of_parquet)?;
    let names = builder.schema().fields().iter().map(|field| field.name());
    let expected = columns.iter().map(|column| &column.name);
    if !names.clone().filter(|name| *name != EXACT).eq(expected) {
        let found: Vec<&str> = names.map(String::as_str).collect();
        return Err(io::Error::other(format!(
            "it has the columns {}, which aren't those of its manifest",
            found.join(", ")
        )));
    }
    let of_file = builder.metadata();
    let bytes: i64 = of_file
        .row_groups()
        .iter()
        .map(|g| g.total_byte_size())
        .sum();
    let of_row = bytes / of_file.file_metadata().num_rows().max(1) + 1;
    let batch = usize::try_from(BATCH / of_row).unwrap_or(1).clamp(1, 8192);
    let kept: Vec<Kept> = columns.iter().map(Kept::of).collect();
    let mut inserts = Inserts::new(table, columns);
    let (mut statement, mut row) = (Vec::new(), Vec::new());
    for batch in builder.with_batch_size(batch).build().map_err(of_parquet)? {
        let batch = batch.map_err(io::Error::other)?;
        let exact = batch.column_by_name(EXACT);
        for at in 0..batch.num_rows() {
            row.clear();
            pack(&mut row, batch.columns(), exact, &kept, columns, at)?;
            if inserts.row(&mut statement, &row) && !give(&mut statement, take) {
                return Ok(());
            }
        }
    }
    inserts.end(&mut statement);
    if !statement.is_empty() {
        give(&mut statement, take);
    }
    Ok(())
}

/// Hands a statement over, without its end.
fn give(statement: &mut Vec<u8>, take: &mut dyn FnMut(Vec<u8>) -> bool) -> bool {
    statement.truncate(statement.trim_ascii_end().len().saturating_sub(1));
    take(std::mem::take(statement))
}

fn pack(
    out: &mut Vec<u8>,
    arrays: &[ArrayRef],
    exact: Option<&ArrayRef>,
    kept: &[Kept],
    columns: &[Column],
    at: usize,
) -> io::Result<()> {
    let odd = exact.filter(|exact| exact.is_valid(at));
    let odd: Map<String, Value> = match odd {
        Some(exact) => serde_json::from_str(exact.as_string::<i32>().value(at))?,
        None => Map::new(),
    };
    let mut value = Vec::new();
    for ((array, kept), column) in arrays.iter().zip(kept).zip(columns) {
        value.clear();
        match odd.get(&column.name) {
            Some(Value::String(text)) => pack_value(out, Some(text.as_bytes())),
            Some(odd) => pack_value(out, Some(&unhex(odd)?)),
            None => {
                let is_there = print(&mut value, array, at, kept);
                pack_value(out, is_there.then_some(&value));
            }
        }
    }
    Ok(())
}

fn unhex(value: &Value) -> io::Result<Vec<u8>> {
    let digits = value.get("hex").and_then(Value::as_str);
    let pairs = digits.map(|digits| digits.as_bytes().chunks(2));
    let bytes = pairs.and_then(|mut pairs| {
        pairs.try_fold(Vec::new(), |mut bytes, pair| {
            let pair = std::str::from_utf8(pair).ok()?;
            bytes.push(u8::from_str_radix(pair, 16).ok()?);
            Some(bytes)
        })
    });
    bytes.ok_or_else(|| io::Error::other(format!("`{value}` in `{EXACT}` is no value")))
}
