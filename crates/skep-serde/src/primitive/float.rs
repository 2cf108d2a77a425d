//! `float` and `double` in Java's spelling (`Double.parseDouble`, `Double.toString`).

use std::fmt::{self, Write};

use super::trim;

/// Reads a double as `Double.parseDouble` does: blanks around it, `1.`, `.5`, `1e5`, a type letter (`1d`, `1F`),
/// `NaN`, `Infinity`. Hexadecimal floats are not read.
pub fn parse_f64(text: &[u8]) -> Option<f64> {
    match number(text)? {
        Number::Text(text) => text.parse().ok(),
        Number::Infinity { negative: false } => Some(f64::INFINITY),
        Number::Infinity { negative: true } => Some(f64::NEG_INFINITY),
        Number::NaN => Some(f64::NAN),
    }
}

/// [`parse_f64`] for `float`.
pub fn parse_f32(text: &[u8]) -> Option<f32> {
    match number(text)? {
        Number::Text(text) => text.parse().ok(),
        Number::Infinity { negative: false } => Some(f32::INFINITY),
        Number::Infinity { negative: true } => Some(f32::NEG_INFINITY),
        Number::NaN => Some(f32::NAN),
    }
}

enum Number<'a> {
    Text(&'a str),
    Infinity { negative: bool },
    NaN,
}

/// Sorts out what Java allows and Rust doesn't, and the other way round.
fn number(text: &[u8]) -> Option<Number<'_>> {
    let text = trim(text);
    let (negative, unsigned) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    match unsigned {
        b"NaN" => return Some(Number::NaN),
        b"Infinity" => return Some(Number::Infinity { negative }),
        [b'0'..=b'9' | b'.', ..] => {}
        _ => return None,
    }
    let text = match text {
        [rest @ .., b'd' | b'D' | b'f' | b'F'] => rest,
        _ => text,
    };
    let plain = |b: &u8| matches!(b, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-');
    if !text.iter().all(plain) {
        return None;
    }
    std::str::from_utf8(text).ok().map(Number::Text)
}

/// Appends a double as Java's `Double.toString`: `1.0`, `1.0E10`, `NaN`, `-Infinity`.
pub fn format_f64(value: f64, out: &mut Vec<u8>) {
    if let Some(text) = special(value.is_nan(), value.is_infinite(), value > 0.0) {
        out.extend_from_slice(text);
        return;
    }
    let mut buffer = Buffer::default();
    // Writing into the buffer can't fail: the longest text has 24 bytes.
    let _ = write!(buffer, "{value:e}");
    java(buffer.text(), out);
}

/// Appends a float as Java's `Float.toString`.
pub fn format_f32(value: f32, out: &mut Vec<u8>) {
    if let Some(text) = special(value.is_nan(), value.is_infinite(), value > 0.0) {
        out.extend_from_slice(text);
        return;
    }
    let mut buffer = Buffer::default();
    let _ = write!(buffer, "{value:e}");
    java(buffer.text(), out);
}

fn special(nan: bool, infinite: bool, positive: bool) -> Option<&'static [u8]> {
    match (nan, infinite, positive) {
        (true, ..) => Some(b"NaN"),
        (_, true, true) => Some(b"Infinity"),
        (_, true, false) => Some(b"-Infinity"),
        _ => None,
    }
}

/// Turns Rust's `-1.25e-7` into Java's spelling: plain from 10^-3 up to 10^7, else with `E`; always a point.
fn java(scientific: &[u8], out: &mut Vec<u8>) {
    let unsigned = match scientific {
        [b'-', rest @ ..] => {
            out.push(b'-');
            rest
        }
        _ => scientific,
    };
    let at = unsigned
        .iter()
        .position(|b| *b == b'e')
        .unwrap_or(unsigned.len());
    let (mantissa, exponent) = unsigned.split_at(at);
    let exponent = super::parse_i32(exponent.get(1..).unwrap_or_default()).unwrap_or(0);
    let mut digits = mantissa.iter().copied().filter(|b| *b != b'.');
    let zero = mantissa == b"0";
    match usize::try_from(exponent) {
        // 1234.5
        Ok(exponent) if exponent < 7 => {
            for _ in 0..=exponent {
                out.push(digits.next().unwrap_or(b'0'));
            }
            fraction(digits, out);
        }
        // 0.0012
        Err(_) if exponent >= -3 && !zero => {
            out.extend_from_slice(b"0.");
            out.extend((1..exponent.unsigned_abs()).map(|_| b'0'));
            out.extend(digits);
        }
        _ => {
            out.push(digits.next().unwrap_or(b'0'));
            fraction(digits, out);
            out.push(b'E');
            super::format_int(i64::from(exponent), out);
        }
    }
}

/// A point and the rest of the digits, at least one.
fn fraction(digits: impl Iterator<Item = u8>, out: &mut Vec<u8>) {
    out.push(b'.');
    let start = out.len();
    out.extend(digits);
    if out.len() == start {
        out.push(b'0');
    }
}

/// A small text on the stack.
#[derive(Default)]
struct Buffer {
    bytes: [u8; 32],
    len: usize,
}

impl Buffer {
    fn text(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }
}

impl Write for Buffer {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.len + text.len();
        let target = self.bytes.get_mut(self.len..end).ok_or(fmt::Error)?;
        target.copy_from_slice(text.as_bytes());
        self.len = end;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_as_java() {
        let check = |text: &str, expected: Option<f64>| {
            assert_eq!(parse_f64(text.as_bytes()), expected, "{text:?}");
        };
        check("1", Some(1.0));
        check(" 1.5 ", Some(1.5));
        check("-.5", Some(-0.5));
        check("1.", Some(1.0));
        check("1e5", Some(1e5));
        check("1E-5d", Some(1e-5));
        check("2F", Some(2.0));
        check("-Infinity", Some(f64::NEG_INFINITY));
        check("1e999", Some(f64::INFINITY));
        for bad in [
            "", "inf", "infinity", "nan", "abc", "1e", ".", "d", "1 2", "0x10", "1dd",
        ] {
            check(bad, None);
        }
        assert!(parse_f64(b"NaN").is_some_and(f64::is_nan));
    }

    #[test]
    fn formats_as_java() {
        let check = |value: f64, expected: &str| {
            let mut out = Vec::new();
            format_f64(value, &mut out);
            assert_eq!(String::from_utf8_lossy(&out), expected);
        };
        check(0.0, "0.0");
        check(-0.0, "-0.0");
        check(1.0, "1.0");
        check(-12.25, "-12.25");
        check(9_999_999.0, "9999999.0");
        check(1e7, "1.0E7");
        check(1.25e10, "1.25E10");
        check(0.001, "0.001");
        check(0.012, "0.012");
        check(0.1, "0.1");
        check(0.0001, "1.0E-4");
        check(1234567.125, "1234567.125");
        check(f64::MAX, "1.7976931348623157E308");
        check(f64::NAN, "NaN");
        check(f64::NEG_INFINITY, "-Infinity");
        let mut out = Vec::new();
        format_f32(3.25, &mut out);
        assert_eq!(out, b"3.25");
    }
}
