//! Random tables: columns, delimiters, what stands for NULL.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use skep_hiveql::types::{HiveType, StructField};

use super::entropy::Entropy;
use crate::plain_reader::TextTable;

/// Delimiters as `FIELDS TERMINATED BY` and the like name them: characters, and numbers of bytes beyond ASCII.
const DELIMITERS: [&str; 14] = [
    "\t", ",", "|", "1", "9", ";", " ", "a", "-61", "-1", "-96", "\u{0}", "0", "e",
];

const NULLS: [&str; 8] = [
    "",
    "NULL",
    "null",
    "\\N",
    "-",
    "\u{e9}",
    "n/a (unknown)",
    "0",
];

const ESCAPES: [&str; 8] = ["\\", "\\", "\\", "/", "-87", "n", "\"", ","];

const PATTERNS: [&str; 5] = [
    "yyyy-MM-dd'T'HH:mm:ss",
    "millis",
    "dd/MM/yyyy HH:mm",
    "yyyyMMddHHmmss,millis",
    "d.M.yyyy H:m:s",
];

pub(super) fn table(entropy: &mut Entropy<'_>) -> TextTable {
    let mut properties = BTreeMap::new();
    let mut set = |key: &str, value: &str| properties.insert(key.to_owned(), value.to_owned());
    let field = entropy.pick(&DELIMITERS);
    if !entropy.once_in(6) {
        set("field.delim", field);
    }
    for key in ["collection.delim", "mapkey.delim"] {
        match entropy.below(8) {
            // The same as that of fields.
            0 => set(key, field),
            1 | 2 => set(key, entropy.pick(&DELIMITERS)),
            3 | 4 => set(key, ":"),
            _ => None,
        };
    }
    if entropy.once_in(3) {
        set("escape.delim", entropy.pick(&ESCAPES));
    }
    if entropy.once_in(3) {
        set("serialization.null.format", entropy.pick(&NULLS));
    }
    for key in [
        "serialization.last.column.takes.rest",
        "hive.lazysimple.extended_boolean_literal",
        "hive.serialization.extend.nesting.levels",
        "hive.serialization.extend.additional.nesting.levels",
    ] {
        if entropy.once_in(6) {
            set(key, "true");
        }
    }
    if entropy.once_in(8) {
        set("hive.serialization.decode.binary.as.base64", "false");
    }
    if entropy.once_in(8) {
        set("serialization.encoding", "ISO-8859-1");
    }
    if entropy.once_in(4) {
        set("timestamp.formats", entropy.pick(&PATTERNS));
    }
    let (header, footer) = match entropy.below(8) {
        0 => (entropy.below(4), entropy.below(4)),
        _ => (0, 0),
    };
    let width = match entropy.below(4) {
        0 => 1 + entropy.below(20),
        _ => 1 + entropy.below(4),
    };
    let column = |i| (format!("c{i}"), column_type(entropy));
    TextTable {
        columns: (0..width).map(column).collect(),
        properties,
        header,
        footer,
        zone: Tz::Europe__Berlin,
    }
}

fn column_type(entropy: &mut Entropy<'_>) -> HiveType {
    // Most columns of most tables are one of these.
    match entropy.below(8) {
        0..3 => HiveType::String,
        3 => HiveType::Int,
        4 | 5 => primitive(entropy),
        6 => HiveType::BigInt,
        _ => nested(entropy, 3),
    }
}

fn nested(entropy: &mut Entropy<'_>, depth: usize) -> HiveType {
    if depth == 0 || entropy.once_in(4) {
        return primitive(entropy);
    }
    match entropy.below(4) {
        0 => HiveType::Array(Box::new(nested(entropy, depth - 1))),
        1 => HiveType::Map(
            Box::new(primitive(entropy)),
            Box::new(nested(entropy, depth - 1)),
        ),
        2 => {
            let field = |i| StructField {
                name: format!("f{i}"),
                ty: nested(entropy, depth - 1),
            };
            HiveType::Struct((0..3).map(field).collect())
        }
        _ => HiveType::Union((0..2).map(|_| nested(entropy, depth - 1)).collect()),
    }
}

fn primitive(entropy: &mut Entropy<'_>) -> HiveType {
    entropy.pick(&[
        HiveType::Boolean,
        HiveType::TinyInt,
        HiveType::SmallInt,
        HiveType::Int,
        HiveType::BigInt,
        HiveType::Float,
        HiveType::Double,
        HiveType::Decimal(10, 2),
        HiveType::Decimal(38, 18),
        HiveType::String,
        HiveType::Varchar(5),
        HiveType::Char(4),
        HiveType::Binary,
        HiveType::Date,
        HiveType::Timestamp,
        HiveType::TimestampLocalTz,
        HiveType::IntervalYearMonth,
        HiveType::IntervalDayTime,
    ])
}
