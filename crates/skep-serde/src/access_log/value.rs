//! What a field of a line holds.

use std::borrow::Cow;

use super::build::Part;
use super::escape::{percent, undo};
use super::time::Instant;

/// A field's value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// It has none: `-`, or the line doesn't fit there.
    Null,
    /// A text, without the server's escapes. Bytes that aren't UTF-8 have the form `\xhh`.
    Text(Cow<'a, str>),
    /// A whole number.
    Integer(i64),
    /// A number.
    Double(f64),
    /// A moment.
    Time(Instant),
    /// A query, whose parameters [`params`] gives.
    Params(Cow<'a, str>),
}

/// What a part makes of the bytes of a span.
#[inline]
pub(super) fn of_text<'a>(part: &Part, text: &'a [u8]) -> Value<'a> {
    match part {
        Part::Text(escape) => Value::Text(undo(text, *escape)),
        Part::Params(escape) => Value::Params(undo(text, *escape)),
        Part::Integer => integer(text).map_or(Value::Null, Value::Integer),
        Part::Double => double(text).map_or(Value::Null, Value::Double),
        Part::Seconds(unit) => {
            double(text).map_or(Value::Null, |value| Value::Double(value / unit))
        }
        Part::Class => class(text).map_or(Value::Null, |class| Value::Text(Cow::Borrowed(class))),
        Part::Time | Part::Offset | Part::Line => Value::Null,
    }
}

/// Whether the text is a number of digits that a 64-bit integer holds.
#[inline]
pub(super) fn is_integer(text: &[u8]) -> bool {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    !digits.is_empty() && digits.len() <= 18 && digits.iter().all(u8::is_ascii_digit)
}

#[inline]
pub(super) fn integer(text: &[u8]) -> Option<i64> {
    if !is_integer(text) {
        return None;
    }
    let (sign, digits) = match text {
        [b'-', digits @ ..] => (-1, digits),
        _ => (1, text),
    };
    let number = digits
        .iter()
        .fold(0, |number, byte| number * 10 + i64::from(byte - b'0'));
    Some(sign * number)
}

/// Decimal digits, perhaps with a fraction and an exponent.
pub(super) fn double(text: &[u8]) -> Option<f64> {
    let starts = text.strip_prefix(b"-").unwrap_or(text).first()?;
    let number = starts.is_ascii_digit() || *starts == b'.';
    number
        .then(|| std::str::from_utf8(text).ok()?.parse().ok())
        .flatten()
}

/// `2xx` of `204`
#[inline]
pub(super) fn class(status: &[u8]) -> Option<&'static str> {
    const CLASSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];
    match status {
        [first @ b'1'..=b'5', second, third]
            if second.is_ascii_digit() && third.is_ascii_digit() =>
        {
            CLASSES.get(usize::from(first - b'1')).copied()
        }
        _ => None,
    }
}

/// `+0200`
pub(super) fn offset(time: Instant) -> String {
    let sign = if time.offset < 0 { '-' } else { '+' };
    let minutes = time.offset.unsigned_abs() / 60;
    format!("{sign}{:02}{:02}", minutes / 60, minutes % 60)
}

/// The parameters of a query, in order: names and values, decoded as `application/x-www-form-urlencoded`. One without `=` has
/// an empty value. Bytes that aren't UTF-8 keep the form `%hh`.
pub fn params(query: &str) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        })
}

fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains(['%', '+']) {
        return Cow::Borrowed(text);
    }
    let mut decoded = String::with_capacity(text.len());
    for chunk in percent(text.as_bytes(), true).utf8_chunks() {
        decoded.push_str(chunk.valid());
        chunk
            .invalid()
            .iter()
            .for_each(|byte| decoded.push_str(&format!("%{byte:02X}")));
    }
    Cow::Owned(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_decoded() {
        let pairs: Vec<_> = params("a=1&b=x+y%26z&c&=d&&e=%E4%C3%A4&f=%zz").collect();
        let expected = [
            ("a", "1"),
            ("b", "x y&z"),
            ("c", ""),
            ("", "d"),
            ("e", "%E4ä"),
            ("f", "%zz"),
        ];
        assert_eq!(
            pairs,
            expected.map(|(name, value)| (name.into(), value.into()))
        );
    }

    #[test]
    fn numbers_are_digits() {
        assert_eq!(integer(b"0012"), Some(12));
        assert_eq!(integer(b"-1"), Some(-1));
        for text in ["", "-", "1.5", "+1", "1234567890123456789", " 1"] {
            assert_eq!(integer(text.as_bytes()), None, "{text}");
        }
        assert_eq!(double(b"0.25"), Some(0.25));
        assert_eq!(double(b"nan"), None);
        assert_eq!(class(b"204"), Some("2xx"));
        assert_eq!(class(b"999"), None);
    }
}
