//! Hive's delimited text, read slowly: what the fast reader is compared with.
//!
//! Written from Hive's own reader (`LazySimpleSerDe`, `LazyStruct`, `LazyArray`, `LazyMap`, `LazyUnion`, `LazyUtils`)
//! and Hadoop's `LineRecordReader`, a byte at a time and with a copy at every step, so that each rule can be seen to be
//! right. It shares no code with the decoder it checks but for the texts of numbers, dates and the like: those are read
//! by `skep_serde::primitive`, which has tests of its own.
//!
//! Where Hive's reader fails the whole query (a union whose tag can't be read), the value is NULL here.

mod conditions;
mod fields;
mod lines;
mod patterns;
mod value;

use std::collections::BTreeMap;

use chrono_tz::Tz;
use skep_hiveql::types::HiveType;

pub use conditions::holds;
pub use lines::{Line, lines_of};
pub use value::{Real, Value};

use fields::Fields;

/// A table of delimited text.
#[derive(Debug, Clone)]
pub struct TextTable {
    /// Names and types of its columns.
    pub columns: Vec<(String, HiveType)>,
    /// The SerDe's properties.
    pub properties: BTreeMap<String, String>,
    /// `skip.header.line.count`
    pub header: usize,
    /// `skip.footer.line.count`
    pub footer: usize,
    /// The session's zone.
    pub zone: Tz,
}

/// A row of a text file.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Where in the file its line begins, in bytes.
    pub offset: u64,
    /// One value a column.
    pub values: Vec<Value>,
}

impl TextTable {
    /// All rows of a file, from its bytes.
    pub fn read(&self, file: &[u8]) -> Vec<Row> {
        let lines = lines_of(file);
        let end = lines.len().saturating_sub(self.footer);
        let fields = Fields::new(self);
        let mut rows = Vec::new();
        for (i, line) in lines.into_iter().enumerate() {
            if i >= self.header && i < end {
                rows.push(Row {
                    offset: line.offset,
                    values: fields.row(&self.in_utf8(line.text)),
                });
            }
        }
        rows
    }

    /// `AbstractEncodingAwareSerDe.deserialize`: a line is made UTF-8 before anything else looks at it.
    fn in_utf8(&self, line: Vec<u8>) -> Vec<u8> {
        match self.property("serialization.encoding") {
            Some("ISO-8859-1") => {
                let mut text = String::new();
                for byte in line {
                    text.push(char::from(byte));
                }
                text.into_bytes()
            }
            _ => line,
        }
    }

    fn property(&self, key: &str) -> Option<&str> {
        self.properties.get(key).map(String::as_str)
    }

    fn flag(&self, key: &str) -> bool {
        self.property(key)
            .is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }
}

#[cfg(test)]
mod tests;
