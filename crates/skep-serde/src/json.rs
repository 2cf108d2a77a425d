//! JSON objects, one a line: Hive's `JsonSerDe`, reading and writing.

use std::collections::BTreeMap;

use arrow::record_batch::RecordBatch;
use chrono_tz::Tz;
use serde_json::Value;
use skep_hiveql::types::HiveType;

use crate::column::{Column, TextRules};
use crate::display::{write_json, write_json_string};
use crate::rows::{LineParser, Wanted};

/// How JSON is read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JsonOptions {
    /// Whether a line that isn't a JSON object is a row of NULLs and no error (`ignore.malformed.json`).
    pub ignore_malformed: bool,
}

impl JsonOptions {
    /// From a table's SerDe properties.
    pub fn from_properties(properties: &BTreeMap<String, String>) -> JsonOptions {
        let flag = properties.get("ignore.malformed.json");
        JsonOptions {
            ignore_malformed: flag.is_some_and(|flag| flag.eq_ignore_ascii_case("true")),
        }
    }
}

/// Takes columns out of objects by name, without regard to case; a missing one is NULL, and so is one of the wrong
/// type.
#[derive(Debug)]
pub(crate) struct JsonParser {
    options: JsonOptions,
}

impl JsonParser {
    pub(crate) fn new(options: JsonOptions) -> JsonParser {
        JsonParser { options }
    }
}

impl LineParser for JsonParser {
    fn parse(
        &mut self,
        line: &[u8],
        columns: &mut [Wanted],
        rules: &TextRules,
    ) -> Result<(), String> {
        let text = String::from_utf8_lossy(line);
        let row = match serde_json::from_str::<Value>(&text) {
            Ok(row @ Value::Object(_)) => row,
            _ if text.trim().is_empty() || self.options.ignore_malformed => Value::Null,
            Ok(_) => return Err("is no JSON object".into()),
            Err(error) => return Err(format!("is no JSON: {error}")),
        };
        for wanted in columns {
            append(
                &mut wanted.column,
                &wanted.ty,
                member(&row, &wanted.name),
                rules,
            );
        }
        Ok(())
    }
}

fn member<'v>(object: &'v Value, name: &str) -> &'v Value {
    let Value::Object(members) = object else {
        return &Value::Null;
    };
    let exact = members.get(name);
    let any_case = || {
        members
            .iter()
            .find(|(key, _)| key.to_lowercase() == name)
            .map(|(_, v)| v)
    };
    exact.or_else(any_case).unwrap_or(&Value::Null)
}

fn append(column: &mut Column, ty: &HiveType, value: &Value, rules: &TextRules) {
    match (column, ty, value) {
        (Column::List(nested, element), HiveType::Array(ty), Value::Array(values)) => {
            for value in values {
                append(element, ty, value, rules);
            }
            nested.push(element.len(), true);
        }
        (Column::Map(nested, entries), HiveType::Map(_, ty), Value::Object(members)) => {
            for (key, value) in members {
                let before = entries.0.len();
                if !append_key(&mut entries.0, key, rules) {
                    continue;
                }
                debug_assert_eq!(entries.0.len(), before + 1);
                append(&mut entries.1, ty, value, rules);
            }
            nested.push(entries.0.len(), true);
        }
        (Column::Struct(nested, columns), HiveType::Struct(fields), Value::Object(_)) => {
            for (column, field) in columns.iter_mut().zip(fields) {
                append(column, &field.ty, member(value, &field.name), rules);
            }
            nested.valid.push(true);
        }
        (column, _, Value::Null) => column.append_null(),
        (column, _, Value::String(text)) => column.append_text(text.as_bytes(), None, rules),
        (column @ Column::Text(..), _, value) => {
            column.append_text(value.to_string().as_bytes(), None, rules);
        }
        (column, _, Value::Number(number)) => {
            column.append_text(number_text(column, number).as_bytes(), None, rules);
        }
        (column, _, Value::Bool(truth)) => {
            column.append_text(truth.to_string().as_bytes(), None, rules);
        }
        (column, ..) => column.append_null(),
    }
}

/// A number as its column reads it: `1e2` is an integer too.
fn number_text(column: &Column, number: &serde_json::Number) -> String {
    let integer = matches!(
        column,
        Column::Int8(_) | Column::Int16(_) | Column::Int32(_) | Column::Int64(_)
    );
    match number.as_f64() {
        Some(double) if integer && number.is_f64() => format!("{:.0}", double.trunc()),
        _ => number.to_string(),
    }
}

/// Appends a key; false, and nothing appended, where its type isn't one that keys have.
fn append_key(keys: &mut Column, key: &str, rules: &TextRules) -> bool {
    use crate::primitive::{parse_date, parse_f64, parse_i8, parse_i16, parse_i32, parse_i64};
    let text = key.as_bytes();
    let readable = match keys {
        Column::Text(..) => true,
        Column::Int8(_) => parse_i8(text).is_some(),
        Column::Int16(_) => parse_i16(text).is_some(),
        Column::Int32(_) => parse_i32(text).is_some(),
        Column::Int64(_) => parse_i64(text).is_some(),
        Column::Float32(_) | Column::Float64(_) => parse_f64(text).is_some(),
        Column::Date(_) => parse_date(text).is_some(),
        _ => false,
    };
    if readable {
        keys.append_text(text, None, rules);
    }
    readable
}

/// Appends the batch's rows to `out`, an object a line. The batch has `columns`, in order.
pub fn encode(batch: &RecordBatch, columns: &[(String, HiveType)], zone: Tz, out: &mut Vec<u8>) {
    for row in 0..batch.num_rows() {
        out.push(b'{');
        for (i, (array, (name, ty))) in batch.columns().iter().zip(columns).enumerate() {
            if i > 0 {
                out.push(b',');
            }
            write_json_string(out, name);
            out.push(b':');
            write_json(out, array, row, ty, zone);
        }
        out.extend_from_slice(b"}\n");
    }
}
