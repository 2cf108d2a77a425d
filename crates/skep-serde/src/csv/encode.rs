//! Rows to quoted CSV, as opencsv's `CSVWriter` has it for `OpenCSVSerde.serialize`.

use arrow::array::{Array, ArrayRef};
use arrow::record_batch::RecordBatch;
use chrono_tz::Tz;
use skep_hiveql::types::HiveType;

use super::CsvOptions;
use crate::display::write_text;

/// Appends the batch's rows to `out`, a line each. The batch has `columns`, in order, all primitive.
///
/// Every field is quoted; NULL is nothing at all. A quote in a field, and an escape character, is escaped: without an
/// `escapeChar` a quote is doubled.
pub fn encode(
    options: &CsvOptions,
    batch: &RecordBatch,
    columns: &[(String, HiveType)],
    zone: Tz,
    out: &mut Vec<u8>,
) {
    let mut text = Vec::new();
    for row in 0..batch.num_rows() {
        for (i, (array, (_, ty))) in batch.columns().iter().zip(columns).enumerate() {
            if i > 0 {
                push(out, options.separator);
            }
            write_field(options, array, row, ty, zone, out, &mut text);
        }
        out.push(b'\n');
    }
}

fn write_field(
    options: &CsvOptions,
    array: &ArrayRef,
    row: usize,
    ty: &HiveType,
    zone: Tz,
    out: &mut Vec<u8>,
    text: &mut Vec<u8>,
) {
    if array.is_null(row) || *ty == HiveType::Void {
        return;
    }
    text.clear();
    write_text(text, array, row, ty, zone);
    push(out, options.quote);
    let escape = options.escape.unwrap_or(options.quote);
    for c in String::from_utf8_lossy(text).chars() {
        if c == options.quote || c == escape {
            push(out, escape);
        }
        push(out, c);
    }
    push(out, options.quote);
}

fn push(out: &mut Vec<u8>, c: char) {
    out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}
