//! `float` and `double` in Java's spelling (`Double.parseDouble`, `Double.toString`).

mod digits;

use digits::Digits;

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
    if value.is_sign_negative() {
        out.push(b'-');
    }
    java((value != 0.0).then(|| digits::of_f64(value)), out);
}

/// Appends a float as Java's `Float.toString`.
pub fn format_f32(value: f32, out: &mut Vec<u8>) {
    if let Some(text) = special(value.is_nan(), value.is_infinite(), value > 0.0) {
        out.extend_from_slice(text);
        return;
    }
    if value.is_sign_negative() {
        out.push(b'-');
    }
    java((value != 0.0).then(|| digits::of_f32(value)), out);
}

fn special(nan: bool, infinite: bool, positive: bool) -> Option<&'static [u8]> {
    match (nan, infinite, positive) {
        (true, ..) => Some(b"NaN"),
        (_, true, true) => Some(b"Infinity"),
        (_, true, false) => Some(b"-Infinity"),
        _ => None,
    }
}

/// Java's spelling: plain from 10^-3 up to 10^7, else with `E`; always a point. No digits are zero.
fn java(digits: Option<Digits>, out: &mut Vec<u8>) {
    let Some(digits) = digits else {
        out.extend_from_slice(b"0.0");
        return;
    };
    let exponent = digits.exponent;
    let mut digits = digits.as_slice().iter().map(|digit| digit + b'0');
    match usize::try_from(exponent) {
        // 1234.5
        Ok(exponent) if exponent < 7 => {
            for _ in 0..=exponent {
                out.push(digits.next().unwrap_or(b'0'));
            }
            fraction(digits, out);
        }
        // 0.0012
        Err(_) if exponent >= -3 => {
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
    }

    /// Where Java up to 18 doesn't print the fewest digits, or another of two equally near texts.
    #[test]
    fn digits_as_java_chooses_them() {
        let double = |value: f64, expected: &str| {
            let mut out = Vec::new();
            format_f64(value, &mut out);
            assert_eq!(String::from_utf8_lossy(&out), expected);
        };
        let float = |value: f32, expected: &str| {
            let mut out = Vec::new();
            format_f32(value, &mut out);
            assert_eq!(String::from_utf8_lossy(&out), expected);
        };
        // The release note of JDK 19, which changed this.
        double(2e23, "1.9999999999999998E23");
        // MIN_VALUE and its like, as the API's documentation gives them.
        double(f64::from_bits(1), "4.9E-324");
        double(f64::MIN_POSITIVE, "2.2250738585072014E-308");
        float(f32::from_bits(1), "1.4E-45");
        float(f32::MIN_POSITIVE, "1.17549435E-38");
        float(f32::MAX, "3.4028235E38");
        // Floats among whole numbers keep nine digits.
        float(1_234_567_890.0, "1.23456794E9");
        float(3.25, "3.25");
        float(0.1, "0.1");
        // A tie goes to the even digit: 74.720001220703125.
        double(f64::from(74.72_f32), "74.72000122070312");
        double(1.0 / 3.0, "0.3333333333333333");
        double(100.0, "100.0");
        double(123_456_789_012.5, "1.234567890125E11");
        double(-0.05, "-0.05");
    }

    /// Whatever is printed reads back as the same number.
    #[test]
    fn digits_read_back() {
        let mut state = 88_172_645_463_325_252_u64;
        for _ in 0..20_000 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let value = f64::from_bits(state);
            let small = f32::from_bits(u32::try_from(state >> 32).unwrap_or(0));
            for value in [value, f64::from(small)] {
                let mut out = Vec::new();
                format_f64(value, &mut out);
                let back = parse_f64(&out);
                assert!(value.is_nan() || back == Some(value), "{value:e}: {out:?}");
            }
            let mut out = Vec::new();
            format_f32(small, &mut out);
            let back = parse_f32(&out);
            assert!(small.is_nan() || back == Some(small), "{small:e}: {out:?}");
        }
    }
}
