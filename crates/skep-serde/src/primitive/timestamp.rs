//! `timestamp` (`org.apache.hadoop.hive.common.type.Timestamp`, `TimestampUtils`).

use super::calendar::{MICROS_PER_DAY, MICROS_PER_SECOND, split_micros};
use super::{date, digits, literal, pad, trim, zone};

/// Reads a timestamp as text files hold it (`Timestamp.valueOf`): `y-M-d H:m:s[.n]`, fields of one or two digits, or
/// ISO `yyyy-MM-ddTHH:mm[:ss[.n]]`. A bare date is NULL. Microseconds; further digits are cut.
pub fn parse_timestamp(text: &[u8]) -> Option<i64> {
    value_of(trim(text))
}

fn value_of(text: &[u8]) -> Option<i64> {
    let (days, rest) = date::prefix(text)?;
    let (micros, rest) = match rest {
        [b' ', rest @ ..] => time(rest, 1, false)?,
        [b'T' | b't', rest @ ..] => time(rest, 2, true)?,
        _ => return None,
    };
    rest.is_empty().then(|| join(days, micros)).flatten()
}

/// Reads a timestamp as a cast does (`TimestampUtils.stringToTimestamp`): also a bare date, more than nine fraction
/// digits, a zone (whose wall clock is taken as it stands), and a date with anything behind it.
///
/// Hive also takes a bare time of day and puts today before it; that is [`parse_time_of_day`].
pub fn parse_timestamp_lenient(text: &[u8]) -> Option<i64> {
    let text = trim(text);
    if text.len() == 10 {
        return join(date::parse_date(text)?, 0);
    }
    if let Some(micros) = value_of(text) {
        return Some(micros);
    }
    if let Some(micros) = zone::wall_clock(text) {
        return Some(micros);
    }
    let (days, rest) = date::prefix(text)?;
    if let [b' ', rest @ ..] = rest
        && let Some((micros, rest)) = time(rest, 1, false)
        && rest.iter().all(u8::is_ascii_digit)
    {
        return join(days, micros);
    }
    join(days, 0)
}

/// Reads `HH:mm[:ss[.n]]`; microseconds of the day.
pub fn parse_time_of_day(text: &[u8]) -> Option<i64> {
    let (micros, rest) = time(trim(text), 2, true)?;
    rest.is_empty().then_some(micros)
}

pub(crate) fn join(days: i32, micros: i64) -> Option<i64> {
    i64::from(days)
        .checked_mul(MICROS_PER_DAY)?
        .checked_add(micros)
}

/// Reads a time of day from the front; `min` digits at least in each field, seconds perhaps left out.
pub(crate) fn time(text: &[u8], min: usize, short: bool) -> Option<(i64, &[u8])> {
    let (hour, rest) = digits(text, min, 2)?;
    let (minute, rest) = digits(literal(rest, b':')?, min, 2)?;
    let (second, rest) = match rest {
        [b':', rest @ ..] => digits(rest, min, 2)?,
        _ if short => (0, rest),
        _ => return None,
    };
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let (fraction, rest) = fraction(rest);
    let seconds = (hour * 60 + minute) * 60 + second;
    Some((seconds * MICROS_PER_SECOND + fraction, rest))
}

/// A point and up to nine digits, as microseconds.
fn fraction(text: &[u8]) -> (i64, &[u8]) {
    let [b'.', rest @ ..] = text else {
        return (0, text);
    };
    let Some((_, tail)) = digits(rest, 1, 9) else {
        return (0, text);
    };
    let micros = (0..6).fold(0, |micros, at| {
        let digit = rest.get(at).filter(|b| b.is_ascii_digit());
        micros * 10 + digit.map_or(0, |b| i64::from(b - b'0'))
    });
    (micros, tail)
}

/// Appends `yyyy-MM-dd HH:mm:ss`, and the fraction without trailing zeros if there is one.
pub fn format_timestamp(micros: i64, out: &mut Vec<u8>) {
    let (days, of_day) = split_micros(micros);
    date::format_days(days, out);
    out.push(b' ');
    format_time(of_day, out);
}

/// Appends `HH:mm:ss[.n]`.
pub(crate) fn format_time(of_day: i64, out: &mut Vec<u8>) {
    let seconds = of_day / MICROS_PER_SECOND;
    pad(out, seconds / 3600, 2);
    out.push(b':');
    pad(out, seconds / 60 % 60, 2);
    out.push(b':');
    pad(out, seconds % 60, 2);
    let fraction = of_day % MICROS_PER_SECOND;
    if fraction != 0 {
        out.push(b'.');
        pad(out, fraction, 6);
        while out.last() == Some(&b'0') {
            out.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(micros: Option<i64>) -> Option<String> {
        micros.map(|micros| {
            let mut out = Vec::new();
            format_timestamp(micros, &mut out);
            String::from_utf8_lossy(&out).into_owned()
        })
    }

    #[test]
    fn reads_as_value_of() {
        let check = |text: &str, expected: Option<&str>| {
            let got = shown(parse_timestamp(text.as_bytes()));
            assert_eq!(got.as_deref(), expected, "{text:?}");
        };
        check("2011-01-01 01:02:03", Some("2011-01-01 01:02:03"));
        check("2011-1-1 1:2:3.5", Some("2011-01-01 01:02:03.5"));
        check(
            "2011-01-01 01:02:03.123456789",
            Some("2011-01-01 01:02:03.123456"),
        );
        check("2011-01-01T01:02", Some("2011-01-01 01:02:00"));
        check("0001-01-01 00:00:00.0", Some("0001-01-01 00:00:00"));
        check("1969-12-31 23:59:59.9", Some("1969-12-31 23:59:59.9"));
        for bad in [
            "2011-01-01",
            "2011-01-01 01:02",
            "2011-01-01 24:00:00",
            "2011-02-29 00:00:00",
            "x",
            "2011-01-01 01:02:03 ago",
            "2011-01-01 01:02:03.1234567890",
        ] {
            check(bad, None);
        }
    }

    #[test]
    fn reads_as_a_cast() {
        let check = |text: &str, expected: Option<&str>| {
            let got = shown(parse_timestamp_lenient(text.as_bytes()));
            assert_eq!(got.as_deref(), expected, "{text:?}");
        };
        check("2011-01-01", Some("2011-01-01 00:00:00"));
        check(
            "2011-01-01 01:02:03.1234567890123",
            Some("2011-01-01 01:02:03.123456"),
        );
        check(
            "2011-01-01 01:02:03 America/Los_Angeles",
            Some("2011-01-01 01:02:03"),
        );
        check("2011-01-01 junk", Some("2011-01-01 00:00:00"));
        check("junk", None);
        assert_eq!(parse_time_of_day(b"12:58:59"), Some(46_739_000_000));
    }
}
