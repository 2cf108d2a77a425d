//! `tinyint`, `smallint`, `int`, `bigint` (`LazyByte` … `LazyLong`).

/// Reads an integer: a sign, digits, and a fraction that is checked and cut off (`1.9` is 1, `.5` is 0).
/// No blanks around it; out of range is NULL.
#[inline]
pub fn parse_i64(text: &[u8]) -> Option<i64> {
    short(text).or_else(|| parse_any(text))
}

/// Up to eight digits, at once; None for any other text.
#[inline]
fn short(text: &[u8]) -> Option<i64> {
    const ZEROES: u64 = 0x3030_3030_3030_3030;
    let length = text.len();
    if length == 0 || length > 8 {
        return None;
    }
    // The last digit is the highest byte; what is missing in front is filled with '0'.
    let word = match (text.first_chunk::<4>(), text.last_chunk::<4>()) {
        (Some(first), Some(last)) => {
            let first = u64::from(u32::from_le_bytes(*first)) << (8 * (8 - length));
            first | u64::from(u32::from_le_bytes(*last)) << 32
        }
        _ => {
            let mut bytes = [b'0'; 8];
            let (_, end) = bytes.split_at_mut(8 - length);
            end.iter_mut().zip(text).for_each(|(to, from)| *to = *from);
            u64::from_le_bytes(bytes)
        }
    };
    let filler = if length == 8 {
        0
    } else {
        ZEROES >> (8 * length)
    };
    let digits = (word | filler) ^ ZEROES;
    // Digits are 0 to 9 now: no high half, and none that six more would give one.
    if (digits | digits.wrapping_add(0x0606_0606_0606_0606)) & 0xF0F0_F0F0_F0F0_F0F0 != 0 {
        return None;
    }
    // Pairs, then fours, then all eight.
    let pairs = digits.wrapping_mul(10) + (digits >> 8);
    let low = (pairs & 0x0000_00FF_0000_00FF).wrapping_mul(100 + (1_000_000 << 32));
    let high = ((pairs >> 16) & 0x0000_00FF_0000_00FF).wrapping_mul(1 + (10_000 << 32));
    Some(i64::from((low.wrapping_add(high) >> 32) as u32))
}

fn parse_any(text: &[u8]) -> Option<i64> {
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
#[inline]
pub fn parse_i32(text: &[u8]) -> Option<i32> {
    i32::try_from(parse_i64(text)?).ok()
}

/// [`parse_i64`] for `smallint`.
#[inline]
pub fn parse_i16(text: &[u8]) -> Option<i16> {
    i16::try_from(parse_i64(text)?).ok()
}

/// [`parse_i64`] for `tinyint`.
#[inline]
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
    fn short_texts_are_read_alike() {
        // Every text of up to four of these bytes, behind digits that make it up to nine long.
        let bytes = [b'0', b'1', b'9', b'.', b'-', b'/', b':', b' ', 0, 0xFF];
        for lead in ["", "5", "12", "987", "6543", "10203"] {
            for n in 0..10_000 {
                let mut text = lead.as_bytes().to_vec();
                text.extend([n % 10, n / 10 % 10, n / 100 % 10, n / 1000].map(|i| bytes[i]));
                for cut in lead.len()..=text.len() {
                    let text = &text[..cut];
                    assert_eq!(parse_i64(text), parse_any(text), "{text:?}");
                }
            }
        }
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
