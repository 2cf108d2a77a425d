//! `decimal(p,s)` as an unscaled `i128` (`HiveDecimal`).

/// Ten to the power of 0 to 38.
pub fn pow10(exponent: u32) -> Option<i128> {
    POWERS.get(usize::try_from(exponent).ok()?).copied()
}

/// Reads a decimal: blanks around it, a sign, digits, a point, an exponent. Rounded half up to `scale`; NULL if more
/// than `precision` digits are needed.
pub fn parse_decimal(text: &[u8], precision: u8, scale: u8) -> Option<i128> {
    if let Some((value, scaled)) = short(text, scale) {
        return (scaled && fits(value, precision)).then_some(value);
    }
    parse_any(text, precision, scale)
}

/// The usual form, at most 18 digits with no more behind the point than `scale`: its value, and whether that could be
/// scaled. None for any other text.
fn short(text: &[u8], scale: u8) -> Option<(i128, bool)> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, text),
    };
    if digits.is_empty() || digits.len() > 18 {
        return None;
    }
    let mut value = 0_i64;
    let mut point = None;
    for (i, byte) in digits.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit <= 9 {
            value = value * 10 + i64::from(digit);
        } else if *byte == b'.' && point.is_none() && digits.len() > 1 {
            point = Some(i + 1);
        } else {
            return None;
        }
    }
    let behind = point.map_or(0, |point| digits.len() - point);
    let missing = usize::from(scale).checked_sub(behind)?;
    let value = i128::from(if negative { -value } else { value });
    // A scale is at most 38, so that the power exists.
    let scaled = POWERS
        .get(missing)
        .and_then(|power| value.checked_mul(*power));
    Some((scaled.unwrap_or(0), scaled.is_some()))
}

/// Ten to the power of 0 to 38.
const POWERS: [i128; 39] = {
    let mut powers = [1; 39];
    let mut i = 1;
    while i < powers.len() {
        powers[i] = powers[i - 1] * 10;
        i += 1;
    }
    powers
};

fn parse_any(text: &[u8], precision: u8, scale: u8) -> Option<i128> {
    let text = trim_blanks(text);
    let (negative, text) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    let mut number = Unscaled::default();
    let mut rest = number.take_digits(text, false)?;
    if let [b'.', fraction @ ..] = rest {
        rest = number.take_digits(fraction, true)?;
    }
    if !number.seen {
        return None;
    }
    let exponent = match rest {
        [] => 0,
        [b'e' | b'E', exponent @ ..] => parse_exponent(exponent)?,
        _ => return None,
    };
    let value = number.value.checked_add(i128::from(number.round_up))?;
    let value = shift(value, exponent - number.fraction_digits + i32::from(scale))?;
    let value = if negative { -value } else { value };
    fits(value, precision).then_some(value)
}

/// The blanks that `FastHiveDecimalImpl` passes over.
fn trim_blanks(mut text: &[u8]) -> &[u8] {
    while let [b'\t' | 0x0B | 0x0C | b' ', rest @ ..] = text {
        text = rest;
    }
    while let [rest @ .., b'\t' | 0x0B | 0x0C | b' '] = text {
        text = rest;
    }
    text
}

/// The digits read so far; 38 are kept.
#[derive(Default)]
struct Unscaled {
    value: i128,
    significant: u32,
    fraction_digits: i32,
    round_up: bool,
    seen: bool,
}

impl Unscaled {
    fn take_digits<'a>(&mut self, text: &'a [u8], fraction: bool) -> Option<&'a [u8]> {
        let mut rest = text;
        while let [digit @ b'0'..=b'9', tail @ ..] = rest {
            let digit = digit - b'0';
            self.seen = true;
            if self.significant < 38 {
                self.value = self.value * 10 + i128::from(digit);
                self.significant += u32::from(self.value != 0);
                self.fraction_digits = self.fraction_digits.checked_add(i32::from(fraction))?;
            } else if !fraction {
                return None;
            } else if self.significant == 38 {
                self.round_up = digit >= 5;
                self.significant += 1;
            }
            rest = tail;
        }
        Some(rest)
    }
}

/// An exponent of up to two digits; more is beyond every decimal.
fn parse_exponent(text: &[u8]) -> Option<i32> {
    let (sign, rest) = match text {
        [b'-', rest @ ..] => (-1, rest),
        [b'+', rest @ ..] => (1, rest),
        _ => (1, text),
    };
    if rest.is_empty() {
        return None;
    }
    let mut value = 0_i32;
    for byte in rest {
        if !byte.is_ascii_digit() || value > 99 {
            return None;
        }
        value = value * 10 + i32::from(byte - b'0');
    }
    (value <= 99).then_some(sign * value)
}

/// `value * 10^by`, rounded half up (away from zero) if digits are lost; `None` on overflow.
fn shift(value: i128, by: i32) -> Option<i128> {
    if value == 0 {
        return Some(0);
    }
    if by >= 0 {
        return value.checked_mul(pow10(by.unsigned_abs())?);
    }
    let Some(divisor) = pow10(by.unsigned_abs()) else {
        return Some(0);
    };
    let quotient = value / divisor;
    let remainder = (value % divisor).unsigned_abs();
    let half_up = remainder >= divisor.unsigned_abs().div_ceil(2);
    Some(quotient + if half_up { value.signum() } else { 0 })
}

/// Moves an unscaled value from one scale to another, rounding half up; NULL if it doesn't fit `precision`.
pub fn rescale(value: i128, from_scale: u8, precision: u8, scale: u8) -> Option<i128> {
    let value = shift(value, i32::from(scale) - i32::from(from_scale))?;
    fits(value, precision).then_some(value)
}

fn fits(value: i128, precision: u8) -> bool {
    pow10(u32::from(precision)).is_none_or(|limit| value.unsigned_abs() < limit.unsigned_abs())
}

/// Appends a decimal with all digits of its scale: `1.50`.
pub fn format_decimal(value: i128, scale: u8, out: &mut Vec<u8>) {
    if value < 0 {
        out.push(b'-');
    }
    let start = out.len();
    let mut rest = value.unsigned_abs();
    let mut count = 0;
    while rest > 0 || count <= scale {
        if count == scale && scale > 0 {
            out.push(b'.');
        }
        out.push(b'0' + u8::try_from(rest % 10).unwrap_or(0));
        rest /= 10;
        count += 1;
    }
    if let Some(digits) = out.get_mut(start..) {
        digits.reverse();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_texts_are_read_alike() {
        // Every text of up to five of these bytes, also behind many digits.
        let bytes = [b'0', b'7', b'9', b'.', b'-', b'e', b' ', b'x'];
        for lead in ["", "-", "123456789012", "-12345678901234"] {
            for n in 0..8_usize.pow(5) {
                let mut text = lead.as_bytes().to_vec();
                text.extend((0..5).map(|i| bytes[n >> (3 * i) & 7]));
                for (precision, scale) in [(15, 2), (3, 0), (38, 38), (38, 10)] {
                    let expected = parse_any(&text, precision, scale);
                    assert_eq!(parse_decimal(&text, precision, scale), expected, "{text:?}");
                }
            }
        }
    }

    #[test]
    fn reads_and_writes() {
        let check = |text: &str, precision: u8, scale: u8, expected: Option<&str>| {
            let shown = parse_decimal(text.as_bytes(), precision, scale).map(|value| {
                let mut out = Vec::new();
                format_decimal(value, scale, &mut out);
                String::from_utf8_lossy(&out).into_owned()
            });
            assert_eq!(
                shown.as_deref(),
                expected,
                "{text:?} as decimal({precision},{scale})"
            );
        };
        check("1.5", 10, 2, Some("1.50"));
        check(" -0.005 ", 10, 2, Some("-0.01"));
        check("0.004", 10, 2, Some("0.00"));
        check("123", 10, 0, Some("123"));
        check("999.5", 3, 0, None);
        check("1e3", 10, 0, Some("1000"));
        check("1.25E-1", 10, 3, Some("0.125"));
        check(".5", 2, 1, Some("0.5"));
        check("5.", 2, 1, Some("5.0"));
        check("00012.30", 4, 2, Some("12.30"));
        check("1e-90", 10, 2, Some("0.00"));
        check(
            "99999999999999999999999999999999999999",
            38,
            0,
            Some(&"9".repeat(38)),
        );
        check(&"9".repeat(39), 38, 0, None);
        check(
            &format!("0.{}5", "0".repeat(37)),
            38,
            38,
            Some(&format!("0.{}5", "0".repeat(37))),
        );
        for bad in ["", ".", "-", "1x", "1e", "e5", "1 2", "1e100", "NaN"] {
            check(bad, 38, 10, None);
        }
    }
}
