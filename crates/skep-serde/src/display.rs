//! A cell as text: what Hive's CLI prints, and JSON for programs.
//!
//! At the top a value is bare (`abc`, `1.50`, `NULL`); inside an array, map, struct or union it is JSON by the rules of
//! `SerDeUtils.buildJSONString`. Laying cells out in tables is the shell's business.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{
    Date32Type, Decimal128Type, DurationMicrosecondType, Float32Type, Float64Type, Int8Type,
    Int16Type, Int32Type, Int64Type, IntervalYearMonthType, TimestampMicrosecondType,
};
use chrono_tz::Tz;
use skep_hiveql::types::HiveType;

use crate::primitive;

/// What a cell is printed as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    /// Hive's CLI, at the top: nothing quoted, decimals with all their digits.
    Bare,
    /// Inside a nested value: `SerDeUtils.buildJSONString`. Binary and intervals are unquoted, as Hive has it.
    Hive,
    /// JSON that any parser takes: for `--format json`.
    Strict,
}

/// Appends the cell `array[row]`, a value of `ty`, as Hive's CLI prints it: `NULL`, `true`, `1.0E10`, `[1,null]`.
///
/// `zone` is the session's, for `timestamp with local time zone`. An array whose Arrow type isn't that of `ty` prints
/// as `NULL`.
pub fn write_cell(out: &mut Vec<u8>, array: &ArrayRef, row: usize, ty: &HiveType, zone: Tz) {
    if array.is_null(row) || *ty == HiveType::Void {
        out.extend_from_slice(b"NULL");
    } else if ty.is_primitive() && *ty != HiveType::Binary {
        write_primitive(out, array, row, ty, zone, Style::Bare);
    } else {
        write_nested(out, array, row, ty, zone, Style::Hive);
    }
}

/// Appends the cell `array[row]`, a value of `ty`, as a JSON value that any JSON parser takes.
///
/// Numbers stay numbers (NaN and the infinities become strings), binary is base64, maps are objects, a union is an
/// object of its tag.
pub fn write_json(out: &mut Vec<u8>, array: &ArrayRef, row: usize, ty: &HiveType, zone: Tz) {
    write_nested(out, array, row, ty, zone, Style::Strict);
}

/// Appends `text` as a JSON string, with the escapes of `SerDeUtils.escapeString`.
pub fn write_json_string(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    for &byte in text.as_bytes() {
        match byte {
            b'"' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
            0x08 => out.extend_from_slice(b"\\b"),
            0x0c => out.extend_from_slice(b"\\f"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            0..0x20 => out.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
            _ => out.push(byte),
        }
    }
    out.push(b'"');
}

/// Appends the cell `array[row]`, a value of the primitive type `ty` and not NULL, as Java's `toString` has it: decimals without
/// trailing zeros. Binary is base64.
pub(crate) fn write_text(out: &mut Vec<u8>, array: &ArrayRef, row: usize, ty: &HiveType, zone: Tz) {
    let style = match ty {
        HiveType::Binary => Style::Strict,
        _ => Style::Hive,
    };
    write_primitive(out, array, row, ty, zone, style);
}

/// The cell as an owned string: `write_cell` for those who print one.
pub fn cell_to_string(array: &ArrayRef, row: usize, ty: &HiveType, zone: Tz) -> String {
    let mut out = Vec::new();
    write_cell(&mut out, array, row, ty, zone);
    String::from_utf8_lossy(&out).into_owned()
}

fn write_nested(
    out: &mut Vec<u8>,
    array: &ArrayRef,
    row: usize,
    ty: &HiveType,
    zone: Tz,
    style: Style,
) {
    if array.is_null(row) {
        out.extend_from_slice(b"null");
        return;
    }
    match ty {
        HiveType::Array(element) => write_list(out, array, row, element, zone, style),
        HiveType::Map(key, value) => write_map(out, array, row, (key, value), zone, style),
        HiveType::Struct(fields) => {
            let Some(values) = array.as_struct_opt() else {
                return out.extend_from_slice(b"null");
            };
            out.push(b'{');
            for (i, (field, column)) in fields.iter().zip(values.columns()).enumerate() {
                if i > 0 {
                    out.push(b',');
                }
                write_json_string(out, &field.name);
                out.push(b':');
                write_nested(out, column, row, &field.ty, zone, style);
            }
            out.push(b'}');
        }
        HiveType::Union(members) => write_union(out, array, row, members, zone, style),
        _ => write_quoted(out, array, row, ty, zone, style),
    }
}

fn write_list(
    out: &mut Vec<u8>,
    array: &ArrayRef,
    row: usize,
    element: &HiveType,
    zone: Tz,
    style: Style,
) {
    let Some(list) = array.as_list_opt::<i32>() else {
        return out.extend_from_slice(b"null");
    };
    let values = list.value(row);
    out.push(b'[');
    for i in 0..values.len() {
        if i > 0 {
            out.push(b',');
        }
        write_nested(out, &values, i, element, zone, style);
    }
    out.push(b']');
}

fn write_map(
    out: &mut Vec<u8>,
    array: &ArrayRef,
    row: usize,
    (key, value): (&HiveType, &HiveType),
    zone: Tz,
    style: Style,
) {
    let Some(map) = array.as_map_opt() else {
        return out.extend_from_slice(b"null");
    };
    let entries = map.value(row);
    let (keys, values) = (entries.column(0), entries.column(1));
    out.push(b'{');
    for i in 0..entries.len() {
        if i > 0 {
            out.push(b',');
        }
        // A JSON object's key is a string; Hive prints `{1:"a"}`.
        if style == Style::Strict && !key.is_string() {
            let mut text = Vec::new();
            write_primitive(&mut text, keys, i, key, zone, Style::Hive);
            write_json_string(out, &String::from_utf8_lossy(&text));
        } else {
            write_nested(out, keys, i, key, zone, style);
        }
        out.push(b':');
        write_nested(out, values, i, value, zone, style);
    }
    out.push(b'}');
}

fn write_union(
    out: &mut Vec<u8>,
    array: &ArrayRef,
    row: usize,
    members: &[HiveType],
    zone: Tz,
    style: Style,
) {
    let parts = array.as_struct_opt().and_then(|parts| {
        let tags = parts.columns().first()?.as_primitive_opt::<Int8Type>()?;
        let tag = usize::try_from(tags.value(row)).ok()?;
        Some((tag, members.get(tag)?, parts.columns().get(tag + 1)?))
    });
    let Some((tag, ty, member)) = parts else {
        return out.extend_from_slice(b"null");
    };
    let quote = if style == Style::Strict { "\"" } else { "" };
    out.extend_from_slice(format!("{{{quote}{tag}{quote}:").as_bytes());
    write_nested(out, member, row, ty, zone, style);
    out.push(b'}');
}

/// A primitive inside JSON: quoted where Hive, or JSON, wants quotes.
fn write_quoted(
    out: &mut Vec<u8>,
    array: &ArrayRef,
    row: usize,
    ty: &HiveType,
    zone: Tz,
    style: Style,
) {
    let quoted = match ty {
        HiveType::Date | HiveType::Timestamp | HiveType::TimestampLocalTz => true,
        HiveType::Float | HiveType::Double => style == Style::Strict && !is_finite(array, row),
        HiveType::Binary | HiveType::IntervalYearMonth | HiveType::IntervalDayTime => {
            style == Style::Strict
        }
        _ => ty.is_string(),
    };
    if !quoted {
        return write_primitive(out, array, row, ty, zone, style);
    }
    let mut text = Vec::new();
    write_primitive(&mut text, array, row, ty, zone, style);
    write_json_string(out, &String::from_utf8_lossy(&text));
}

fn is_finite(array: &ArrayRef, row: usize) -> bool {
    if let Some(doubles) = array.as_primitive_opt::<Float64Type>() {
        return doubles.value(row).is_finite();
    }
    array
        .as_primitive_opt::<Float32Type>()
        .is_some_and(|a| a.value(row).is_finite())
}

/// A table: one line a type. The row isn't NULL.
fn write_primitive(
    out: &mut Vec<u8>,
    array: &ArrayRef,
    row: usize,
    ty: &HiveType,
    zone: Tz,
    style: Style,
) {
    let written = match ty {
        HiveType::Boolean => array.as_boolean_opt().map(|a| {
            out.extend_from_slice(if a.value(row) { b"true" } else { b"false" });
        }),
        HiveType::TinyInt => array.as_primitive_opt::<Int8Type>().map(|a| {
            primitive::format_int(i64::from(a.value(row)), out);
        }),
        HiveType::SmallInt => array.as_primitive_opt::<Int16Type>().map(|a| {
            primitive::format_int(i64::from(a.value(row)), out);
        }),
        HiveType::Int => array.as_primitive_opt::<Int32Type>().map(|a| {
            primitive::format_int(i64::from(a.value(row)), out);
        }),
        HiveType::BigInt => array
            .as_primitive_opt::<Int64Type>()
            .map(|a| primitive::format_int(a.value(row), out)),
        HiveType::Float => array
            .as_primitive_opt::<Float32Type>()
            .map(|a| primitive::format_f32(a.value(row), out)),
        HiveType::Double => array
            .as_primitive_opt::<Float64Type>()
            .map(|a| primitive::format_f64(a.value(row), out)),
        HiveType::Decimal(_, scale) => array.as_primitive_opt::<Decimal128Type>().map(|a| {
            let start = out.len();
            primitive::format_decimal(a.value(row), *scale, out);
            if style != Style::Bare {
                trim_fraction(out, start);
            }
        }),
        HiveType::String | HiveType::Varchar(_) => array
            .as_string_view_opt()
            .map(|a| out.extend_from_slice(a.value(row).as_bytes())),
        HiveType::Char(length) => array
            .as_string_view_opt()
            .map(|a| write_padded(out, a.value(row), *length)),
        HiveType::Binary => array.as_binary_opt::<i32>().map(|a| {
            if style == Style::Strict {
                use base64::Engine as _;
                let text = base64::engine::general_purpose::STANDARD.encode(a.value(row));
                out.extend_from_slice(text.as_bytes());
            } else {
                out.extend_from_slice(String::from_utf8_lossy(a.value(row)).as_bytes());
            }
        }),
        HiveType::Date => array
            .as_primitive_opt::<Date32Type>()
            .map(|a| primitive::format_date(a.value(row), out)),
        HiveType::Timestamp => array
            .as_primitive_opt::<TimestampMicrosecondType>()
            .map(|a| primitive::format_timestamp(a.value(row), out)),
        HiveType::TimestampLocalTz => array
            .as_primitive_opt::<TimestampMicrosecondType>()
            .map(|a| primitive::format_timestamp_tz(a.value(row), zone, out)),
        HiveType::IntervalYearMonth => array
            .as_primitive_opt::<IntervalYearMonthType>()
            .map(|a| primitive::format_interval_year_month(a.value(row), out)),
        HiveType::IntervalDayTime => array
            .as_primitive_opt::<DurationMicrosecondType>()
            .map(|a| primitive::format_interval_day_time(a.value(row), out)),
        _ => None,
    };
    if written.is_none() {
        out.extend_from_slice(if style == Style::Bare {
            b"NULL"
        } else {
            b"null"
        });
    }
}

/// `HiveDecimal.toString` drops trailing zeros of the fraction; only the top level shows them.
fn trim_fraction(out: &mut Vec<u8>, start: usize) {
    if !out.iter().skip(start).any(|b| *b == b'.') {
        return;
    }
    while out.last() == Some(&b'0') {
        out.pop();
    }
    if out.last() == Some(&b'.') {
        out.pop();
    }
}

/// A `char(n)` is padded with blanks to its length in characters.
pub fn write_padded(out: &mut Vec<u8>, text: &str, length: u32) {
    out.extend_from_slice(text.as_bytes());
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    let missing = length.saturating_sub(text.chars().count());
    out.resize(out.len().saturating_add(missing), b' ');
}

#[cfg(test)]
mod tests;
