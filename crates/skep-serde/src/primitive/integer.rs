//! `tinyint`, `smallint`, `int`, `bigint` (`LazyByte` … `LazyLong`).

/// Reads an integer: a sign, digits, and a fraction that is checked and cut off (`1.9` is 1, `.5` is 0).
/// No blanks around it; out of range is NULL.
pub fn parse_i64(text: &[u8]) -> Option<i64> {
    let (negative, mut rest) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    // Counted down from zero, because the negative range is the wider one.
    let mut value = 0_i64;
    let mut seen = false;
    while let [byte, tail @ ..] = rest {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            break;
        }
        value = value.checked_mul(10)?.checked_sub(i64::from(digit))?;
        seen = true;
        rest = tail;
    }
    if let [b'.', fraction @ ..] = rest {
        if !fraction.iter().all(u8::is_ascii_digit) {
            return None;
        }
        seen |= !fraction.is_empty();
    } else if !rest.is_empty() {
        return None;
    }
    match (seen, negative) {
        (false, _) => None,
        (true, true) => Some(value),
        (true, false) => value.checked_neg(),
    }
}

/// [`parse_i64`] for `int`.
pub fn parse_i32(text: &[u8]) -> Option<i32> {
    i32::try_from(parse_i64(text)?).ok()
}

/// [`parse_i64`] for `smallint`.
pub fn parse_i16(text: &[u8]) -> Option<i16> {
    i16::try_from(parse_i64(text)?).ok()
}

/// [`parse_i64`] for `tinyint`.
pub fn parse_i8(text: &[u8]) -> Option<i8> {
    i8::try_from(parse_i64(text)?).ok()
}

/// Appends an integer of any width.
pub fn format_int(value: i64, out: &mut Vec<u8>) {
    if value < 0 {
        out.push(b'-');
    }
    let start = out.len();
    let mut rest = value.unsigned_abs();
    loop {
        out.push(b'0' + u8::try_from(rest % 10).unwrap_or(0));
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if let Some(digits) = out.get_mut(start..) {
        digits.reverse();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_as_lazy_long() {
        let check = |text: &str, expected: Option<i64>| {
            assert_eq!(parse_i64(text.as_bytes()), expected, "{text:?}");
        };
        check("0", Some(0));
        check("-12", Some(-12));
        check("+7", Some(7));
        check("1.5", Some(1));
        check("-1.9", Some(-1));
        check(".5", Some(0));
        check("1.", Some(1));
        check("9223372036854775807", Some(i64::MAX));
        check("-9223372036854775808", Some(i64::MIN));
        for bad in [
            "",
            "-",
            "+",
            ".",
            "-.",
            " 1",
            "1 ",
            "1e3",
            "1.x",
            "abc",
            "--1",
            "9223372036854775808",
            "-9223372036854775809",
        ] {
            check(bad, None);
        }
        assert_eq!(parse_i8(b"127"), Some(127));
        assert_eq!(parse_i8(b"128"), None);
        assert_eq!(parse_i16(b"-32769"), None);
        assert_eq!(parse_i32(b"2147483648"), None);
    }

    #[test]
    fn formats() {
        let check = |value: i64, expected: &str| {
            let mut out = Vec::new();
            format_int(value, &mut out);
            assert_eq!(String::from_utf8_lossy(&out), expected);
        };
        check(0, "0");
        check(-105, "-105");
        check(i64::MIN, "-9223372036854775808");
    }
}
