//! Delimited text: what parts fields, whether they are quoted, whether there is a header.

use std::collections::{BTreeMap, HashMap, HashSet};

use skep_hiveql::types::HiveType;

use super::names::{legal, unnamed};
use super::records::{Cell, Records, records};
use super::values::{is_typed, type_of};
use super::{CSV, DELIMITED, Inference, Inferred};
use crate::csv::RFC4180;

/// What may part fields, the likelier first. (A table.)
const DELIMITERS: &[(char, &str)] = &[
    (',', "\",\""),
    ('\t', "a tab"),
    (';', "\";\""),
    ('|', "\"|\""),
    ('\u{1}', "Ctrl-A"),
];

/// What may stand around fields.
const QUOTES: &[char] = &['"', '\''];

/// So many lines before the rows may be a title or notes.
const PREAMBLE: usize = 10;

/// So much of the rows must have as many fields as most have.
const AGREE: f64 = 0.7;

/// More columns than this are no columns.
const COLUMNS: usize = 10_000;

/// A way to read the sample.
struct Reading {
    delimiter: char,
    about: &'static str,
    quote: Option<char>,
    records: Records,
    /// How many rows before the first are no rows.
    preamble: usize,
    columns: usize,
    score: f64,
}

/// The best way to read a sample as delimited text, if there is one; `whole`: it is all of the file.
pub(super) fn sniff(sample: &[u8], whole: bool) -> Option<Inferred> {
    let text = String::from_utf8_lossy(sample);
    let mut best: Option<Reading> = None;
    for (delimiter, about) in DELIMITERS {
        if !text.contains(*delimiter) {
            continue;
        }
        let found = reading(&text, *delimiter, about, whole);
        if let Some(found) = found
            && best.as_ref().is_none_or(|best| found.score > best.score)
        {
            best = Some(found);
        }
    }
    best.map(described)
}

fn reading(text: &str, delimiter: char, about: &'static str, whole: bool) -> Option<Reading> {
    let quoted = QUOTES.iter().find_map(|quote| {
        let records = records(text, delimiter, Some(*quote), whole);
        let sound = records.quoted > 0 && records.broken * 20 <= records.quoted;
        sound.then_some((Some(*quote), records))
    });
    let (quote, records) = quoted.unwrap_or_else(|| (None, records(text, delimiter, None, whole)));
    let (columns, agreeing) = most_common(&records)?;
    let share = ratio(agreeing, records.rows.len());
    let fits = |row: &Vec<Cell>| row.len() == columns;
    let preamble = records.rows.iter().position(fits)?;
    let short = records
        .rows
        .iter()
        .take(preamble)
        .all(|row| row.len() < columns);
    // A row that stands alone makes no title of the lines before it.
    let preamble = if short && preamble <= PREAMBLE && agreeing > preamble.max(1) {
        preamble
    } else {
        0
    };
    let sound = ratio(agreeing, records.rows.len() - preamble) >= AGREE;
    let score = share.powi(4) * ratio(columns + 1, 1).log2();
    (sound && (2..=COLUMNS).contains(&columns)).then_some(Reading {
        delimiter,
        about,
        quote,
        records,
        preamble,
        columns,
        score,
    })
}

/// How many fields most rows have, and how many rows that are.
fn most_common(records: &Records) -> Option<(usize, usize)> {
    let mut counts: HashMap<usize, usize> = HashMap::new();
    for row in &records.rows {
        *counts.entry(row.len()).or_default() += 1;
    }
    counts
        .into_iter()
        .max_by_key(|(columns, rows)| (*rows, *columns))
}

#[expect(clippy::cast_precision_loss, reason = "a share")]
fn ratio(a: usize, b: usize) -> f64 {
    a as f64 / b.max(1) as f64
}

fn described(reading: Reading) -> Inferred {
    let rows = reading
        .records
        .rows
        .get(reading.preamble..)
        .unwrap_or_default();
    let (first, data) = rows
        .split_first()
        .map_or((&[][..], &[][..]), |(f, d)| (f.as_slice(), d));
    let of_data = types(data, reading.columns);
    let has_header = is_header(first, data, &of_data);
    let (types, names) = match has_header {
        true => (of_data, legal(padded(first, reading.columns))),
        false => (
            types(rows, reading.columns),
            (0..reading.columns).map(unnamed).collect(),
        ),
    };
    let lines = &reading.records.lines;
    let header = match (has_header, reading.preamble) {
        // A line of the header, as many as it takes.
        (true, preamble) => lines
            .get(preamble + 1)
            .or(lines.get(preamble).map(|line| line + 1).as_ref())
            .copied(),
        (false, 0) => None,
        (false, preamble) => lines.get(preamble).copied(),
    };
    let kind = match (reading.delimiter, reading.quote) {
        ('\t', None) => "TSV",
        (',' | ';', _) | (_, Some(_)) => "CSV",
        _ => "delimited text",
    };
    let quotes = match reading.quote {
        Some('"') | None => String::new(),
        Some(quote) => format!(", quoted with {quote}"),
    };
    let told = if has_header {
        "with a header"
    } else {
        "without a header"
    };
    let (serde, properties) = serde(&reading);
    let columns = names.into_iter().zip(types).map(|(name, ty)| Inference {
        name,
        ty,
        about: None,
    });
    Inferred {
        about: format!("{kind}, fields parted by {}{quotes}, {told}", reading.about),
        serde,
        properties,
        header: header.unwrap_or_default(),
        columns: columns.collect(),
    }
}

/// The SerDe and its properties: Hive's own for text without quotes, unless commas suggest that there may be some later.
fn serde(reading: &Reading) -> (String, BTreeMap<String, String>) {
    let delimiter = reading.delimiter.to_string();
    let own = |pairs: &[(&str, String)]| {
        let pairs = pairs
            .iter()
            .map(|(key, value)| ((*key).to_owned(), value.clone()));
        pairs.collect::<BTreeMap<_, _>>()
    };
    if reading.quote.is_none() && !matches!(reading.delimiter, ',' | ';') {
        let properties = [
            ("field.delim", delimiter.clone()),
            ("serialization.format", delimiter),
        ];
        return (DELIMITED.to_owned(), own(&properties));
    }
    let mut properties = own(&[
        ("separatorChar", delimiter),
        ("quoteChar", reading.quote.unwrap_or('"').to_string()),
        (RFC4180, "true".to_owned()),
    ]);
    if reading.quote.is_some() {
        properties.insert("multiline".to_owned(), "true".to_owned());
    }
    (CSV.to_owned(), properties)
}

fn padded(row: &[Cell], columns: usize) -> impl Iterator<Item = &str> {
    let cell = move |place| row.get(place).map_or("", |cell: &Cell| cell.text.as_str());
    (0..columns).map(cell)
}

fn types(rows: &[Vec<Cell>], columns: usize) -> Vec<HiveType> {
    let column = |place: usize| {
        type_of(
            rows.iter()
                .filter_map(move |row| row.get(place))
                .map(|cell| cell.text.as_str()),
        )
    };
    (0..columns).map(column).collect()
}

/// Whether the first row names the columns: all text and no two alike, and some column's data are of another type, or all look like
/// names and none is among its column's data.
fn is_header(first: &[Cell], data: &[Vec<Cell>], types: &[HiveType]) -> bool {
    let texts: Vec<&str> = first.iter().map(|cell| cell.text.trim()).collect();
    let typed = texts.iter().any(|text| is_typed(text));
    let said: HashSet<_> = texts.iter().filter(|text| !text.is_empty()).collect();
    let empty = texts.iter().filter(|text| text.is_empty()).count();
    if typed || said.is_empty() || empty > said.len() {
        return false;
    }
    let differs = types.iter().any(|ty| *ty != HiveType::String);
    differs || (empty == 0 && names_strings(&texts, said.len(), data))
}

/// Whether these name columns that are all strings, or of which no row is known.
fn names_strings(texts: &[&str], different: usize, data: &[Vec<Cell>]) -> bool {
    let is_name = |text: &&str| {
        text.len() <= 64
            && text.starts_with(|c: char| c.is_alphabetic() || c == '_')
            && text.chars().all(|c| {
                c.is_alphanumeric() || matches!(c, '_' | ' ' | '-' | '.' | '/' | '(' | ')' | '#')
            })
    };
    let comes_again = |(place, text): (usize, &&str)| {
        let mut cells = data.iter().filter_map(|row| row.get(place));
        cells.any(|cell| cell.text.trim() == *text)
    };
    !data.is_empty()
        && different == texts.len()
        && texts.iter().all(is_name)
        && !texts.iter().enumerate().any(comes_again)
}
