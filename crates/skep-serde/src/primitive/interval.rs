//! `interval_year_month` (months) and `interval_day_time` (microseconds).

use super::calendar::{MICROS_PER_DAY, MICROS_PER_SECOND};
use super::{digits, literal, pad, trim};

/// Reads `[+-]y-m` with months up to 11.
pub fn parse_interval_year_month(text: &[u8]) -> Option<i32> {
    let (negative, rest) = sign(trim(text));
    let (years, rest) = digits(rest, 1, 10)?;
    let (months, rest) = digits(literal(rest, b'-')?, 1, 10)?;
    if !rest.is_empty() || months > 11 {
        return None;
    }
    let total = years * 12 + months;
    i32::try_from(if negative { -total } else { total }).ok()
}

/// Reads `[+-]d h:m:s[.n]` with hours up to 23 and minutes up to 59. Digits beyond the microsecond are cut.
pub fn parse_interval_day_time(text: &[u8]) -> Option<i64> {
    let (negative, rest) = sign(trim(text));
    let (days, rest) = digits(rest, 1, 10)?;
    let (hours, rest) = digits(literal(rest, b' ')?, 1, 10)?;
    let (minutes, rest) = digits(literal(rest, b':')?, 1, 10)?;
    let (seconds, rest) = digits(literal(rest, b':')?, 1, 10)?;
    let fraction = match rest {
        [] => 0,
        [b'.', fraction @ ..] if !fraction.is_empty() => micros(fraction)?,
        _ => return None,
    };
    if hours > 23 || minutes > 59 {
        return None;
    }
    let total = days
        .checked_mul(MICROS_PER_DAY)?
        .checked_add(((hours * 60 + minutes) * 60 + seconds) * MICROS_PER_SECOND + fraction)?;
    Some(if negative { -total } else { total })
}

/// The first six digits of a fraction.
fn micros(fraction: &[u8]) -> Option<i64> {
    if !fraction.iter().all(u8::is_ascii_digit) {
        return None;
    }
    Some((0..6).fold(0, |micros, at| {
        micros * 10 + fraction.get(at).map_or(0, |b| i64::from(b - b'0'))
    }))
}

fn sign(text: &[u8]) -> (bool, &[u8]) {
    match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    }
}

/// Appends `y-m`.
pub fn format_interval_year_month(months: i32, out: &mut Vec<u8>) {
    let total = i64::from(months);
    if total < 0 {
        out.push(b'-');
    }
    pad(out, total / 12, 1);
    out.push(b'-');
    pad(out, total % 12, 1);
}

/// Appends `d hh:mm:ss.nnnnnnnnn`.
pub fn format_interval_day_time(micros: i64, out: &mut Vec<u8>) {
    if micros < 0 {
        out.push(b'-');
    }
    let seconds = micros / MICROS_PER_SECOND;
    pad(out, seconds / 86_400, 1);
    out.push(b' ');
    pad(out, seconds / 3600 % 24, 2);
    out.push(b':');
    pad(out, seconds / 60 % 60, 2);
    out.push(b':');
    pad(out, seconds % 60, 2);
    out.push(b'.');
    pad(out, micros % MICROS_PER_SECOND * 1000, 9);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes() {
        let year_month = |text: &str| {
            let mut out = Vec::new();
            format_interval_year_month(parse_interval_year_month(text.as_bytes())?, &mut out);
            Some(String::from_utf8_lossy(&out).into_owned())
        };
        assert_eq!(year_month("1-2").as_deref(), Some("1-2"));
        assert_eq!(year_month("-10-11").as_deref(), Some("-10-11"));
        assert_eq!(year_month("1-12"), None);
        assert_eq!(year_month("1"), None);
        let day_time = |text: &str| {
            let mut out = Vec::new();
            format_interval_day_time(parse_interval_day_time(text.as_bytes())?, &mut out);
            Some(String::from_utf8_lossy(&out).into_owned())
        };
        assert_eq!(day_time("1 2:3:4").as_deref(), Some("1 02:03:04.000000000"));
        assert_eq!(
            day_time("-1 02:03:04.5").as_deref(),
            Some("-1 02:03:04.500000000")
        );
        assert_eq!(day_time("1 24:00:00"), None);
        assert_eq!(day_time("1 2:3"), None);
    }
}
