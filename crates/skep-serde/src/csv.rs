//! Quoted CSV: Hive's `OpenCSVSerde`, reading and writing.
//!
//! Hive makes every column a string; here a column that is declared otherwise is read as its type. As in Hive, a row
//! is a line: a line end inside quotes ends the row, and the field that was begun is NULL. Our own SerDe property
//! `multiline` lets quoted line ends be part of a field, and `rfc4180` reads as that RFC has it: no escapes, quotes only where a
//! field begins, no row in an empty line.

mod encode;
mod rfc4180;

use std::borrow::Cow;
use std::collections::BTreeMap;

use memchr::{memchr2, memchr3};
use skep_hiveql::types::HiveType;

pub use encode::encode;

use crate::rows::{Field, LineParser};

/// How CSV is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CsvOptions {
    /// `separatorChar`
    pub separator: char,
    /// `quoteChar`
    pub quote: char,
    /// `escapeChar`; None where it isn't given, or is `"`, opencsv's default.
    pub escape: Option<char>,
    /// Whether a row may hold line ends in quotes (`multiline`).
    pub multiline: bool,
    /// Whether it is read as RFC 4180 has it, and not as opencsv does ([`RFC4180`]).
    pub rfc4180: bool,
}

/// Our own SerDe property: fields are quoted as in RFC 4180, and the table's columns have the types that it declares.
pub const RFC4180: &str = "rfc4180";

impl CsvOptions {
    /// From a table's SerDe properties.
    pub fn from_properties(properties: &BTreeMap<String, String>) -> CsvOptions {
        let first = |key: &str| properties.get(key).and_then(|text| text.chars().next());
        let flag = |key: &str| {
            let flag = properties.get(key);
            flag.is_some_and(|flag| flag.eq_ignore_ascii_case("true"))
        };
        CsvOptions {
            separator: first("separatorChar").unwrap_or(','),
            quote: first("quoteChar").unwrap_or('"'),
            escape: first("escapeChar").filter(|escape| *escape != '"'),
            multiline: flag("multiline"),
            rfc4180: flag(RFC4180),
        }
    }

    /// The escape character when reading: without one Hive's parser takes a backslash.
    fn reading_escape(&self) -> char {
        match self.rfc4180 {
            true => self.quote,
            false => self.escape.unwrap_or('\\'),
        }
    }
}

/// A located field.
#[derive(Debug)]
enum Found {
    Missing,
    At(usize, usize),
    Own(String),
}

/// Splits lines as opencsv's `CSVParser` does.
#[derive(Debug)]
pub(crate) struct CsvParser {
    options: CsvOptions,
    /// Separator, quote and escape, where they are single bytes that differ.
    bytes: Option<[u8; 3]>,
    fields: Vec<usize>,
    found: Vec<Found>,
}

impl CsvParser {
    pub(crate) fn new(options: CsvOptions) -> CsvParser {
        let chars = [options.separator, options.quote, options.reading_escape()];
        let [separator, quote, escape] = chars;
        let apart = quote != escape || options.rfc4180;
        let distinct = separator != quote && apart && separator != escape;
        let bytes = chars.map(|c| u8::try_from(c).unwrap_or(0xff));
        CsvParser {
            options,
            bytes: (distinct && bytes.is_ascii()).then_some(bytes),
            fields: Vec::new(),
            found: Vec::new(),
        }
    }

    /// Finds the fields of a line up to the last wanted one, if all of those are either plain or quoted from end to end,
    /// without escapes; else None.
    fn locate_plain(&mut self, line: &[u8]) -> Option<()> {
        let [separator, quote, escape] = self.bytes?;
        self.found.clear();
        let mut at = 0;
        for field in 0.. {
            let rest = line.get(at..)?;
            let (found, end) = if rest.first() == Some(&quote) {
                let (close, doubled) = closing_quote(line, at + 1, quote, escape)?;
                if line.get(close + 1).is_some_and(|next| *next != separator) {
                    return None;
                }
                let found = if doubled {
                    Found::Own(undoubled(line.get(at + 1..close)?, quote))
                } else {
                    Found::At(at + 1, close)
                };
                (found, close + 1)
            } else {
                let end = match memchr3(separator, quote, escape, rest) {
                    None => line.len(),
                    Some(length) if rest.get(length) == Some(&separator) => at + length,
                    Some(_) => return None,
                };
                (Found::At(at, end), end)
            };
            if self.fields.get(self.found.len()) == Some(&field) {
                self.found.push(found);
            }
            if self.found.len() == self.fields.len() {
                break;
            }
            if end >= line.len() {
                let missing = self.fields.len() - self.found.len();
                self.found.extend((0..missing).map(|_| Found::Missing));
                break;
            }
            at = end + 1;
        }
        Some(())
    }

    /// Finds the fields of any line.
    fn locate_any(&mut self, line: &[u8]) {
        let text = String::from_utf8_lossy(line);
        let mut texts = match self.options.rfc4180 {
            true => rfc4180::split(&self.options, &text),
            false => split(&self.options, &text),
        };
        let found = self.fields.iter().map(|field| match texts.get_mut(*field) {
            Some(text) => Found::Own(std::mem::take(text)),
            None => Found::Missing,
        });
        self.found = found.collect();
    }
}

/// Where the quote that ends a field stands, and whether doubled ones stand before it. None without one, or where there is
/// an escape.
fn closing_quote(line: &[u8], from: usize, quote: u8, escape: u8) -> Option<(usize, bool)> {
    let mut from = from;
    let mut doubled = false;
    loop {
        let at = from + memchr2(quote, escape, line.get(from..)?)?;
        if line.get(at) != Some(&quote) {
            return None;
        }
        if line.get(at + 1) != Some(&quote) {
            return Some((at, doubled));
        }
        doubled = true;
        from = at + 2;
    }
}

fn undoubled(text: &[u8], quote: u8) -> String {
    let quote = char::from(quote);
    let doubled: String = [quote, quote].iter().collect();
    String::from_utf8_lossy(text).replace(&doubled, quote.encode_utf8(&mut [0; 4]))
}

/// The fields of a line, one character after the other.
fn split(options: &CsvOptions, line: &str) -> Vec<String> {
    let (separator, quote, escape) = (options.separator, options.quote, options.reading_escape());
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
                let inside =
                    i > 2 && at(i - 1) != Some(separator) && next.is_some_and(|n| n != separator);
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

impl LineParser for CsvParser {
    fn set_fields(&mut self, fields: &[usize]) {
        self.fields = fields.to_vec();
        self.found.clear();
    }

    fn locate(&mut self, line: &[u8]) -> Result<bool, String> {
        if line.is_empty() {
            // opencsv sees no row here, and Hive one of NULLs.
            if self.options.rfc4180 {
                return Ok(false);
            }
            self.found = self.fields.iter().map(|_| Found::Missing).collect();
        } else if self.locate_plain(line).is_none() {
            self.locate_any(line);
        }
        Ok(true)
    }

    fn field<'a>(&'a self, slot: usize, _: &HiveType, _: &'a [u8]) -> Field<'a> {
        match self.found.get(slot) {
            Some(Found::At(start, end)) => Field::At(*start, *end),
            Some(Found::Own(text)) => Field::Own(Cow::Borrowed(text.as_bytes())),
            Some(Found::Missing) | None => Field::Null,
        }
    }

    fn spans_lines(&self) -> bool {
        self.options.multiline
    }

    fn is_open(&self, open: bool, line: &[u8]) -> bool {
        if self.options.rfc4180 {
            return rfc4180::is_open(&self.options, open, &String::from_utf8_lossy(line));
        }
        let (quote, escape) = (self.options.quote, self.options.reading_escape());
        let text = String::from_utf8_lossy(line);
        let mut quoted = open;
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            let next = chars.peek().copied();
            let kept = quoted
                && match c {
                    c if c == escape => next.is_some_and(|n| n == quote || n == escape),
                    c if c == quote => next == Some(quote),
                    _ => false,
                };
            if kept {
                chars.next();
            } else if c == quote && c != escape {
                quoted = !quoted;
            }
        }
        quoted
    }
}

#[cfg(test)]
mod tests;
