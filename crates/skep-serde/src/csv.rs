//! Quoted CSV: Hive's `OpenCSVSerde`, reading.
//!
//! Hive makes every column a string; here a column that is declared otherwise is read as its type. As in Hive, a row
//! is a line: a line end inside quotes ends the row, and the field that was begun is NULL.

use std::collections::BTreeMap;

use crate::column::TextRules;
use crate::rows::{LineParser, Wanted};

/// How CSV is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CsvOptions {
    /// `separatorChar`
    pub separator: char,
    /// `quoteChar`
    pub quote: char,
    /// `escapeChar`
    pub escape: char,
}

impl CsvOptions {
    /// From a table's SerDe properties.
    pub fn from_properties(properties: &BTreeMap<String, String>) -> CsvOptions {
        let first = |key: &str, default| {
            properties
                .get(key)
                .and_then(|text| text.chars().next())
                .unwrap_or(default)
        };
        let quote = first("quoteChar", '"');
        let escape = first("escapeChar", '"');
        CsvOptions {
            separator: first("separatorChar", ','),
            quote,
            // Hive's default is the quote itself, which the parser can't have: it then takes a backslash.
            escape: if escape == '"' { '\\' } else { escape },
        }
    }
}

/// Splits lines as opencsv's `CSVParser` does.
#[derive(Debug)]
pub(crate) struct CsvParser {
    options: CsvOptions,
}

impl CsvParser {
    pub(crate) fn new(options: CsvOptions) -> CsvParser {
        CsvParser { options }
    }

    fn fields(&self, line: &str) -> Vec<String> {
        let CsvOptions {
            separator,
            quote,
            escape,
        } = self.options;
        let chars: Vec<char> = line.chars().collect();
        let at = |i: usize| chars.get(i).copied();
        let mut fields = Vec::new();
        let mut field = String::new();
        let mut quoted = false;
        let mut i = 0;
        while let Some(c) = at(i) {
            let next = at(i + 1);
            if c == escape {
                // Kept is only what follows in quotes and needs it; any other escape is dropped.
                if let Some(kept) = next.filter(|n| quoted && (*n == quote || *n == escape)) {
                    field.push(kept);
                    i += 1;
                }
            } else if c == quote {
                if quoted && next == Some(quote) {
                    field.push(quote);
                    i += 1;
                } else {
                    let inside = i > 2
                        && at(i - 1) != Some(separator)
                        && next.is_some_and(|n| n != separator);
                    if inside && !field.is_empty() && field.chars().all(char::is_whitespace) {
                        field.clear();
                    } else if inside {
                        field.push(c);
                    }
                    quoted = !quoted;
                }
            } else if c == separator && !quoted {
                fields.push(std::mem::take(&mut field));
            } else {
                field.push(c);
            }
            i += 1;
        }
        if !quoted {
            fields.push(field);
        }
        fields
    }
}

impl LineParser for CsvParser {
    fn parse(
        &mut self,
        line: &[u8],
        columns: &mut [Wanted],
        rules: &TextRules,
    ) -> Result<(), String> {
        let fields = self.fields(&String::from_utf8_lossy(line));
        for wanted in columns {
            match fields.get(wanted.field) {
                Some(field) => wanted.column.append_text(field.as_bytes(), None, rules),
                None => wanted.column.append_null(),
            }
        }
        Ok(())
    }
}
