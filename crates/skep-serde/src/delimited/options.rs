//! What a table's properties say about its delimited text.

use std::collections::BTreeMap;

use super::timestamps::MILLIS;
use crate::charset::Charset;
use crate::format::FormatError;

/// How text is delimited (`LazySerDeParameters`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DelimitedOptions {
    /// The separators by nesting level: of fields, of collection items, of map keys, and so on.
    pub separators: Vec<u8>,
    /// `ESCAPED BY`
    pub escape: Option<u8>,
    /// Whether line ends inside strings are escaped when written (`serialization.escape.crlf`).
    pub escape_line_ends: bool,
    /// What stands for NULL.
    pub null: Vec<u8>,
    /// Whether the last column takes the rest of the line, delimiters included.
    pub last_column_takes_rest: bool,
    /// Whether `t`, `f`, `1` and `0` are booleans (`hive.lazysimple.extended_boolean_literal`).
    pub extended_boolean: bool,
    /// Whether binary fields are base64 (`hive.serialization.decode.binary.as.base64`).
    pub base64: bool,
    /// Patterns tried on timestamps before the usual form.
    pub timestamp_formats: Vec<String>,
    /// How characters are coded in the file. The decoder itself takes UTF-8: see [`Charset::around`].
    pub charset: Charset,
}

impl Default for DelimitedOptions {
    fn default() -> DelimitedOptions {
        DelimitedOptions {
            separators: separators([1, 2, 3], 8),
            escape: None,
            escape_line_ends: false,
            null: b"\\N".to_vec(),
            last_column_takes_rest: false,
            extended_boolean: false,
            base64: true,
            timestamp_formats: Vec::new(),
            charset: Charset::Utf8,
        }
    }
}

impl DelimitedOptions {
    /// From a table's SerDe properties (`field.delim`, `escape.delim` …) and those of its table properties that the
    /// SerDe reads.
    ///
    /// # Errors
    /// A property has a value that isn't supported.
    pub fn from_properties(
        properties: &BTreeMap<String, String>,
    ) -> Result<DelimitedOptions, FormatError> {
        let get = |key: &str| properties.get(key).map(String::as_str);
        let flag = |key: &str| get(key).is_some_and(|v| v.eq_ignore_ascii_case("true"));
        if let Some(line) = get("line.delim").filter(|v| !matches!(*v, "\n" | "10" | "")) {
            return Err(FormatError::property(
                "line.delim",
                line,
                "only '\\n' is supported",
            ));
        }
        let first = [
            delimiter(get("field.delim").or(get("serialization.format")), 1),
            delimiter(get("collection.delim").or(get("colelction.delim")), 2),
            delimiter(get("mapkey.delim"), 3),
        ];
        let levels = if flag("hive.serialization.extend.additional.nesting.levels") {
            usize::MAX
        } else if flag("hive.serialization.extend.nesting.levels") {
            24
        } else {
            8
        };
        Ok(DelimitedOptions {
            separators: separators(first, levels),
            escape: get("escape.delim").map(|text| delimiter(Some(text), b'\\')),
            escape_line_ends: flag("serialization.escape.crlf"),
            null: get("serialization.null.format")
                .unwrap_or("\\N")
                .as_bytes()
                .to_vec(),
            last_column_takes_rest: flag("serialization.last.column.takes.rest"),
            extended_boolean: flag("hive.lazysimple.extended_boolean_literal"),
            base64: get("hive.serialization.decode.binary.as.base64")
                .is_none_or(|v| v.eq_ignore_ascii_case("true")),
            timestamp_formats: timestamp_formats(properties),
            charset: Charset::from_properties(properties)?,
        })
    }

    /// The separator of a nesting level; level 0 is that of fields.
    pub(crate) fn separator(&self, level: usize) -> u8 {
        self.separators.get(level).copied().unwrap_or(0)
    }
}

/// A delimiter: a number between -128 and 127, else the text's first character (`LazyUtils.getByte`).
fn delimiter(text: Option<&str>, default: u8) -> u8 {
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return default;
    };
    match text.parse::<i8>() {
        Ok(number) => number.cast_unsigned(),
        // Java narrows the first UTF-16 unit to a byte.
        Err(_) => text
            .encode_utf16()
            .next()
            .map_or(default, |unit| unit.to_le_bytes()[0]),
    }
}

/// The three that can be chosen, then control characters that hardly occur in text.
fn separators(first: [u8; 3], levels: usize) -> Vec<u8> {
    let rest = (4..=8)
        .chain([11])
        .chain(14..=26)
        .chain(28..=31)
        .chain(128..=255);
    first.into_iter().chain(rest).take(levels).collect()
}

/// `timestamp.formats`, in the order in which they are tried.
pub(crate) fn timestamp_formats(properties: &BTreeMap<String, String>) -> Vec<String> {
    let text = properties.get("timestamp.formats");
    let mut formats = text.map_or_else(Vec::new, |text| split_escaped(text));
    // `TimestampParser` tries it first, wherever it stands.
    formats.sort_by_key(|format| format != MILLIS);
    formats
}

/// Splits at commas; a backslash keeps the next character (`HiveStringUtils.splitAndUnEscape`).
fn split_escaped(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                if let (Some(part), Some(kept)) = (parts.last_mut(), chars.next()) {
                    part.push(kept);
                }
            }
            ',' => parts.push(String::new()),
            c => {
                if let Some(part) = parts.last_mut() {
                    part.push(c);
                }
            }
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}
