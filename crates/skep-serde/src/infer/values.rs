//! What type texts have.

use skep_hiveql::types::HiveType;

use crate::primitive::{parse_bool, parse_date, parse_f64, parse_i64, parse_timestamp};

/// How a missing value is written in columns that are no strings.
const MISSING: &[&str] = &[
    "", "\\N", "NULL", "null", "Null", "NA", "N/A", "n/a", "nan", "NaN", "-",
];

/// Whether a text is a value of a type.
type Fits = fn(&str) -> bool;

/// Types in the order in which they are tried. (A table.)
const TYPES: &[(HiveType, Fits)] = &[
    (HiveType::BigInt, is_integer),
    (HiveType::Double, is_number),
    (HiveType::Boolean, |text| {
        parse_bool(text.as_bytes()).is_some()
    }),
    (HiveType::Date, is_date),
    (HiveType::Timestamp, is_timestamp),
];

/// The first type that all texts have but those of missing values; string if there are none else.
pub(super) fn type_of<'t>(texts: impl Iterator<Item = &'t str> + Clone) -> HiveType {
    let mut known = texts.filter(|text| !MISSING.contains(text)).peekable();
    if known.peek().is_none() {
        return HiveType::String;
    }
    let fitting = TYPES.iter().find(|(_, fits)| known.clone().all(fits));
    fitting.map_or(HiveType::String, |(ty, _)| ty.clone())
}

/// Whether a text is a value of another type than string.
pub(super) fn is_typed(text: &str) -> bool {
    TYPES.iter().any(|(_, fits)| fits(text))
}

/// A number without leading zeros, which would be lost: they are part of postal codes and the like.
fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let padded = digits.len() > 1 && digits.starts_with('0');
    !padded && digits.bytes().all(|b| b.is_ascii_digit()) && parse_i64(text.as_bytes()).is_some()
}

/// Digits with a point or an exponent; not what else Java takes for a double (`1d`, `NaN`). Whole numbers only where a
/// double holds all their digits.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let padded = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    let whole = digits.bytes().all(|b| b.is_ascii_digit());
    let plain = |b: u8| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'E' | b'-' | b'+');
    digits.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && !padded
        && !(whole && digits.len() > 18)
        && digits.bytes().all(plain)
        && parse_f64(text.as_bytes()).is_some()
}

fn is_date(text: &str) -> bool {
    has_form(text, "dddd-dd-dd") && parse_date(text.as_bytes()).is_some()
}

fn is_timestamp(text: &str) -> bool {
    let day = text
        .get(..10)
        .is_some_and(|day| has_form(day, "dddd-dd-dd"));
    day && text.len() >= 16 && parse_timestamp(text.as_bytes()).is_some()
}

/// Whether a text has the form in which `d` stands for a digit.
fn has_form(text: &str, form: &str) -> bool {
    let fits = |(byte, form): (u8, u8)| match form {
        b'd' => byte.is_ascii_digit(),
        other => byte == other,
    };
    text.len() == form.len() && text.bytes().zip(form.bytes()).all(fits)
}
