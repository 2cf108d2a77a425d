//! `timestamp with local time zone` (`TimestampTZUtil`), and time zones as Java names them.

use chrono::{Offset, TimeDelta, TimeZone};
use chrono_tz::Tz;

use super::calendar::MICROS_PER_SECOND;
use super::timestamp::{format_time, join, time};
use super::{calendar, date, digits, literal, trim};

/// A zone: a region or a fixed offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    /// A region of the tz database.
    Region(Tz),
    /// Seconds east of UTC.
    Fixed(i32),
}

impl From<Tz> for Zone {
    fn from(tz: Tz) -> Self {
        Zone::Region(tz)
    }
}

/// Reads a zone as `ZoneId.of` does: a region, `Z`, `+h[h][:mm[:ss]]`,
/// `UTC`, `GMT` or `UT` with or without an offset.
pub fn parse_zone(text: &[u8]) -> Option<Zone> {
    let text = trim(text);
    if matches!(text, b"Z" | b"z") {
        return Some(Zone::Fixed(0));
    }
    if matches!(text, [b'+' | b'-', ..]) {
        return offset(text).map(Zone::Fixed);
    }
    for prefix in [&b"UTC"[..], b"GMT", b"UT"] {
        if let Some(rest @ [b'+' | b'-', ..]) = text.strip_prefix(prefix) {
            return offset(rest).map(Zone::Fixed);
        }
    }
    let name = std::str::from_utf8(text).ok()?;
    name.parse().ok().map(Zone::Region)
}

/// `+h`, `+hh`, `+hh:mm`, `+hhmm`, `+hh:mm:ss`; at most 18 hours.
fn offset(text: &[u8]) -> Option<i32> {
    let (sign, rest) = match text {
        [b'+', rest @ ..] => (1, rest),
        [b'-', rest @ ..] => (-1, rest),
        _ => return None,
    };
    let (hours, rest) = digits(rest, 1, 2)?;
    let (minutes, rest) = sixtieths(rest)?;
    let (seconds, rest) = sixtieths(rest)?;
    let total = (hours * 60 + minutes) * 60 + seconds;
    (rest.is_empty() && total <= 18 * 3600)
        .then(|| i32::try_from(sign * total).ok())
        .flatten()
}

/// `:mm`, `mm` or nothing.
fn sixtieths(text: &[u8]) -> Option<(i64, &[u8])> {
    if text.is_empty() {
        return Some((0, text));
    }
    let (value, rest) = digits(literal(text, b':').unwrap_or(text), 2, 2)?;
    (value < 60).then_some((value, rest))
}

/// The wall clock in a zone at an instant; both in microseconds since 1970-01-01 00:00 (UTC for the instant).
pub fn local_of_instant(instant: i64, zone: Zone) -> i64 {
    let seconds = match zone {
        Zone::Fixed(seconds) => seconds,
        Zone::Region(tz) => match chrono::DateTime::from_timestamp_micros(instant) {
            Some(utc) => tz
                .offset_from_utc_datetime(&utc.naive_utc())
                .fix()
                .local_minus_utc(),
            None => 0,
        },
    };
    instant.saturating_add(i64::from(seconds) * MICROS_PER_SECOND)
}

/// The instant at which a wall clock in a zone shows `local`, by `ZonedDateTime.of`'s rules: the earlier of two, and
/// in a gap as if the clock hadn't been put forward.
pub fn instant_of_local(local: i64, zone: Zone) -> i64 {
    let seconds = match zone {
        Zone::Fixed(seconds) => seconds,
        Zone::Region(tz) => local_offset(local, tz),
    };
    local.saturating_sub(i64::from(seconds) * MICROS_PER_SECOND)
}

fn local_offset(local: i64, tz: Tz) -> i32 {
    let Some(mut naive) = chrono::DateTime::from_timestamp_micros(local).map(|t| t.naive_utc())
    else {
        return 0;
    };
    // The longest gap is a whole day (Samoa, 2011); step back until before it.
    for _ in 0..26 {
        if let Some(offset) = tz.offset_from_local_datetime(&naive).earliest() {
            return offset.fix().local_minus_utc();
        }
        match naive.checked_sub_signed(TimeDelta::hours(1)) {
            Some(earlier) => naive = earlier,
            None => return 0,
        }
    }
    0
}

/// Reads `yyyy-MM-dd[ HH:mm:ss[.n]][ zone]`; without a zone it stands in `default`. Microseconds, UTC.
pub fn parse_timestamp_tz(text: &[u8], default: Zone) -> Option<i64> {
    let (local, zone) = zoned(trim(text))?;
    let zone = match zone {
        b"" => default,
        zone => parse_zone(zone)?,
    };
    Some(instant_of_local(local, zone))
}

/// The wall clock of a text that names a zone.
pub(crate) fn wall_clock(text: &[u8]) -> Option<i64> {
    let (local, zone) = zoned(text)?;
    parse_zone(zone).map(|_| local)
}

fn zoned(text: &[u8]) -> Option<(i64, &[u8])> {
    let (days, rest) = date::prefix(text)?;
    let (micros, rest) = match rest {
        [b' ', after @ ..] => time(after, 2, false).unwrap_or((0, rest)),
        _ => (0, rest),
    };
    // Hive cuts a fraction after nine digits.
    let cut = rest
        .iter()
        .position(|b| !b.is_ascii_digit())
        .unwrap_or(rest.len());
    let rest = if micros == 0 {
        rest
    } else {
        rest.get(cut..).unwrap_or_default()
    };
    Some((join(days, micros)?, rest.strip_prefix(b" ").unwrap_or(rest)))
}

/// Appends `yyyy-MM-dd HH:mm:ss.n zone`, with one fraction digit at least.
pub fn format_timestamp_tz(instant: i64, tz: Tz, out: &mut Vec<u8>) {
    let (days, of_day) = calendar::split_micros(local_of_instant(instant, Zone::Region(tz)));
    date::format_days(days, out);
    out.push(b' ');
    format_time(of_day, out);
    if of_day % MICROS_PER_SECOND == 0 {
        out.extend_from_slice(b".0");
    }
    out.push(b' ');
    out.extend_from_slice(tz.name().as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, tz: Tz) -> Option<String> {
        parse_timestamp_tz(text.as_bytes(), Zone::Region(tz)).map(|instant| {
            let mut out = Vec::new();
            format_timestamp_tz(instant, tz, &mut out);
            String::from_utf8_lossy(&out).into_owned()
        })
    }

    #[test]
    fn reads_and_writes() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(
                shown(text, Tz::US__Pacific).as_deref(),
                expected,
                "{text:?}"
            );
        };
        check(
            "2016-01-03 12:26:34",
            Some("2016-01-03 12:26:34.0 US/Pacific"),
        );
        check(
            "2016-01-03 20:26:34.25 Europe/London",
            Some("2016-01-03 12:26:34.25 US/Pacific"),
        );
        check(
            "2016-01-03 12:26:34 +1:00",
            Some("2016-01-03 03:26:34.0 US/Pacific"),
        );
        check(
            "2016-01-03 12:26:34 GMT+08:00",
            Some("2016-01-02 20:26:34.0 US/Pacific"),
        );
        check("2016-01-03", Some("2016-01-03 00:00:00.0 US/Pacific"));
        check(
            "2016-01-03 Europe/London",
            Some("2016-01-02 16:00:00.0 US/Pacific"),
        );
        // 02:30 didn't exist on that day.
        check(
            "2016-03-13 02:30:00",
            Some("2016-03-13 03:30:00.0 US/Pacific"),
        );
        check("2016-01-03 12:26:34 Nowhere/City", None);
        check("junk", None);
    }
}
