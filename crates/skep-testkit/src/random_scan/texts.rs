//! Random files: mostly long, regular lines of good values, as real tables have them, among them anything else.

use skep_hiveql::types::HiveType;

use super::entropy::Entropy;
use crate::plain_reader::TextTable;

/// What a file is like.
struct Style {
    /// One field in so many is hostile.
    hostile: usize,
    /// One string in so many is long.
    long: usize,
    ends: &'static [&'static [u8]],
    /// Bytes with a meaning, put into hostile fields.
    special: Vec<u8>,
    separators: Vec<u8>,
}

const LF: &[u8] = b"\n";
const CR: &[u8] = b"\r";
const CRLF: &[u8] = b"\r\n";

pub(super) fn file(entropy: &mut Entropy<'_>, table: &TextTable) -> Vec<u8> {
    let style = style(entropy, table);
    let lines = match entropy.below(8) {
        0 => entropy.below(4),
        1..5 => entropy.below(20),
        5 | 6 => entropy.below(60),
        _ => entropy.below(300),
    };
    let mut out = Vec::new();
    if entropy.once_in(16) {
        out.extend_from_slice(b"\xef\xbb\xbf");
    }
    for i in 0..lines {
        line(&mut out, entropy, table, &style);
        if i + 1 < lines || !entropy.once_in(4) {
            out.extend_from_slice(entropy.pick(style.ends));
        }
    }
    out
}

fn style(entropy: &mut Entropy<'_>, table: &TextTable) -> Style {
    let ends: &[&[u8]] = match entropy.below(8) {
        0 => &[CRLF],
        1 => &[CR],
        2 => &[LF, CR, CRLF, LF, LF],
        _ => &[LF],
    };
    let byte = |key: &str, default: u8| match table.properties.get(key) {
        Some(text) => match text.parse::<i8>() {
            Ok(number) => number.to_le_bytes()[0],
            Err(_) => text.as_bytes()[0],
        },
        None => default,
    };
    let separators = vec![
        byte("field.delim", 1),
        byte("collection.delim", 2),
        byte("mapkey.delim", 3),
        4,
        5,
        6,
        7,
    ];
    let mut special = separators.clone();
    special.extend([byte("escape.delim", b'\\'); 3]);
    special.extend_from_slice(
        b"\\Nnr0159.-+eE :/'\"aT\0\t\xff\xc3\xa9\xe2\x82\xac\xf0\x9f\x90\x9d\xa0",
    );
    Style {
        hostile: entropy.pick(&[1000, 1000, 50, 10, 3, 1]),
        long: entropy.pick(&[1000, 10, 2]),
        ends,
        special,
        separators,
    }
}

fn line(out: &mut Vec<u8>, entropy: &mut Entropy<'_>, table: &TextTable, style: &Style) {
    let width = match entropy.below(style.hostile + 12) {
        // Too short, too long.
        0 => entropy.below(table.columns.len() + 1),
        1 => table.columns.len() + entropy.below(3),
        _ => table.columns.len(),
    };
    for i in 0..width {
        if i > 0 {
            out.push(style.separators[0]);
        }
        let ty = table.columns.get(i).map_or(&HiveType::String, |c| &c.1);
        value(out, entropy, table, style, ty, 1);
    }
}

fn value(
    out: &mut Vec<u8>,
    entropy: &mut Entropy<'_>,
    table: &TextTable,
    style: &Style,
    ty: &HiveType,
    level: usize,
) {
    if entropy.once_in(style.hostile) {
        return hostile(out, entropy, style);
    }
    if entropy.once_in(12) {
        let null = table.properties.get("serialization.null.format");
        return out.extend_from_slice(null.map_or("\\N", String::as_str).as_bytes());
    }
    let separator = style.separators.get(level).copied().unwrap_or(8);
    let inner = style.separators.get(level + 1).copied().unwrap_or(8);
    match ty {
        HiveType::Array(element) => {
            for i in 0..entropy.below(4) {
                if i > 0 {
                    out.push(separator);
                }
                value(out, entropy, table, style, element, level + 1);
            }
        }
        HiveType::Map(key, item) => {
            for i in 0..entropy.below(4) {
                if i > 0 {
                    out.push(separator);
                }
                value(out, entropy, table, style, key, level + 2);
                out.push(inner);
                value(out, entropy, table, style, item, level + 2);
            }
        }
        HiveType::Struct(fields) => {
            for (i, field) in fields.iter().enumerate() {
                if i > 0 {
                    out.push(separator);
                }
                value(out, entropy, table, style, &field.ty, level + 1);
            }
        }
        HiveType::Union(members) => {
            let tag = entropy.below(members.len());
            out.extend_from_slice(tag.to_string().as_bytes());
            out.push(separator);
            value(out, entropy, table, style, &members[tag], level + 1);
        }
        _ => out.extend_from_slice(primitive(entropy, style, ty).as_bytes()),
    }
}

fn hostile(out: &mut Vec<u8>, entropy: &mut Entropy<'_>, style: &Style) {
    let length = match entropy.below(8) {
        0 => 0,
        1..5 => entropy.below(6),
        5 | 6 => entropy.below(30),
        _ => entropy.below(150),
    };
    for _ in 0..length {
        let byte = entropy.pick(&style.special);
        out.push(byte);
    }
    if entropy.once_in(16) {
        out.extend_from_slice(entropy.pick(&[LF, CR, CRLF, b"\\N", b"\\"]));
    }
}

/// A value's usual spelling, or one of those that Hive takes too.
fn primitive(entropy: &mut Entropy<'_>, style: &Style, ty: &HiveType) -> String {
    match ty {
        HiveType::Boolean => entropy
            .pick(&["true", "false", "TRUE", "False", "t", "0", "1"])
            .to_owned(),
        HiveType::TinyInt => (entropy.number() % 200).to_string(),
        HiveType::SmallInt => (entropy.number() % 40_000).to_string(),
        HiveType::Int | HiveType::BigInt => integer(entropy),
        HiveType::Float | HiveType::Double | HiveType::Decimal(..) => real(entropy),
        HiveType::String | HiveType::Varchar(_) | HiveType::Char(_) => string(entropy, style),
        HiveType::Binary => entropy
            .pick(&[
                "aGVsbG8",
                "aGVsbG8=",
                "aGVsbA==",
                "aGVsbA=",
                "no base64!",
                "YQ",
            ])
            .to_owned(),
        HiveType::Date => date(entropy),
        HiveType::Timestamp | HiveType::TimestampLocalTz => timestamp(entropy),
        HiveType::IntervalYearMonth => format!("{}-{}", entropy.below(90), entropy.below(12)),
        HiveType::IntervalDayTime => {
            format!(
                "{} {}:10:{}.5",
                entropy.below(90),
                entropy.below(24),
                entropy.below(60)
            )
        }
        _ => String::new(),
    }
}

fn integer(entropy: &mut Entropy<'_>) -> String {
    let number = entropy.number();
    match entropy.below(16) {
        0 => format!("+{number}"),
        1 => format!("00{number}"),
        2 => format!("{number}.75"),
        3 => format!("{number}0"),
        4 => format!(" {number}"),
        5 => entropy
            .pick(&[
                "2147483647",
                "2147483648",
                "-2147483648",
                "-2147483649",
                "9223372036854775807",
                "9223372036854775808",
                "-9223372036854775808",
                "99999999999999999999",
                "1e3",
                ".5",
                "-",
            ])
            .to_owned(),
        _ => number.to_string(),
    }
}

fn real(entropy: &mut Entropy<'_>) -> String {
    let number = entropy.number() % 10_000_000;
    match entropy.below(8) {
        0 => format!("{number}"),
        1 => format!("{number}e{}", entropy.below(40)),
        2 => entropy
            .pick(&[
                "NaN",
                "-Infinity",
                "NaN ",
                "1.",
                ".5",
                " 2.5 ",
                "1d",
                "-0.0",
                "1e400",
            ])
            .to_owned(),
        _ => format!("{number}.{:02}", entropy.below(100)),
    }
}

fn string(entropy: &mut Entropy<'_>, style: &Style) -> String {
    const WORDS: [&str; 10] = [
        "the",
        "of",
        "h\u{e9}t\u{e9}rog\u{e8}ne",
        "\u{1f41d}",
        "a b",
        "\u{20ac}uro",
        "straw",
        "skep",
        "",
        "GET /index.html",
    ];
    let mut text = String::new();
    let words = if entropy.once_in(style.long) {
        entropy.below(30)
    } else {
        entropy.below(3)
    };
    for _ in 0..=words {
        text.push_str(entropy.pick(&WORDS));
    }
    text
}

fn date(entropy: &mut Entropy<'_>) -> String {
    let year = entropy.pick(&[1582, 1969, 1970, 2000, 2024, 2025, 9999]);
    format!(
        "{year}-{:02}-{:02}",
        1 + entropy.below(12),
        1 + entropy.below(29)
    )
}

fn timestamp(entropy: &mut Entropy<'_>) -> String {
    let date = date(entropy);
    let (hour, minute, second) = (entropy.below(25), entropy.below(60), entropy.below(61));
    match entropy.below(8) {
        0 => format!("{date}T{hour:02}:{minute:02}:{second:02}"),
        1 => format!(
            "{date} {hour:02}:{minute:02}:{second:02}.{}",
            entropy.below(100_000)
        ),
        2 => format!("{}", entropy.number() % 10_000_000_000_000),
        3 => format!(
            "{:02}/{:02}/2020 {hour:02}:{minute:02}",
            entropy.below(33),
            entropy.below(14)
        ),
        4 => format!(
            "{}.{}.2021 {hour}:{minute}:{second}",
            entropy.below(33),
            entropy.below(14)
        ),
        5 => format!(
            "2022{:02}{:02}{hour:02}{minute:02}{second:02}",
            entropy.below(14),
            entropy.below(33)
        ),
        _ => format!("{date} {hour:02}:{minute:02}:{second:02}"),
    }
}
