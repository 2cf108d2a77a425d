//! Points in time as people write them: `2015-05-17T10:00`, `yesterday`, `now-2h`.

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

use crate::LogError;

/// The moment that `text` names, as microseconds since 1970, UTC. Without a zone of its own it stands in `zone`; `now` is the present.
///
/// # Errors
/// It names none.
pub fn read(text: &str, now: DateTime<Utc>, zone: Tz) -> Result<i64, LogError> {
    moment(text.trim(), now, zone)
        .map(|time| time.timestamp_micros())
        .ok_or_else(|| LogError::Moment(text.to_owned()))
}

fn moment(text: &str, now: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
    let midnight = |days: u64| {
        let today = now.with_timezone(&zone).date_naive();
        start_of(today.checked_sub_days(Days::new(days))?, zone)
    };
    match text {
        "now" => return Some(now),
        "today" => return midnight(0),
        "yesterday" => return midnight(1),
        _ => {}
    }
    if let Some(ago) = text.strip_prefix("now-").or_else(|| text.strip_prefix('-')) {
        return now.checked_sub_signed(span(ago)?);
    }
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Some(time.to_utc());
    }
    if let Ok(date) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        return start_of(date, zone);
    }
    let forms = [
        "%Y-%m-%dT%H:%M:%S%.f",
        "%Y-%m-%d %H:%M:%S%.f",
        "%Y-%m-%dT%H:%M",
        "%Y-%m-%d %H:%M",
    ];
    let time = forms
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())?;
    at(time, zone)
}

/// `30s`, `15m`, `2h`, `1d`, `2w`
fn span(text: &str) -> Option<TimeDelta> {
    let unit = text.chars().next_back()?;
    let count: i64 = text.strip_suffix(unit)?.parse().ok()?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 86_400,
        'w' => 7 * 86_400,
        _ => return None,
    };
    TimeDelta::try_seconds(count.checked_mul(seconds)?)
}

/// When the day begins there.
fn start_of(day: NaiveDate, zone: Tz) -> Option<DateTime<Utc>> {
    at(day.and_time(NaiveTime::MIN), zone)
}

/// A wall clock's time as a moment: the earlier of two, and the next that there is where clocks were put forward.
fn at(time: NaiveDateTime, zone: Tz) -> Option<DateTime<Utc>> {
    (0..=4)
        .find_map(|quarters| {
            let time = time.checked_add_signed(TimeDelta::minutes(30 * quarters))?;
            zone.from_local_datetime(&time).earliest()
        })
        .map(|time| time.to_utc())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read() {
        let now = DateTime::parse_from_rfc3339("2026-03-30T01:30:00Z")
            .unwrap()
            .to_utc();
        let berlin = chrono_tz::Europe::Berlin;
        for (text, expected) in [
            ("2015-05-17", "2015-05-16T22:00:00Z"),
            ("2015-05-17T10:00", "2015-05-17T08:00:00Z"),
            ("2015-05-17 10:05:03.5", "2015-05-17T08:05:03.5Z"),
            ("2015-05-17T10:05:03+00:00", "2015-05-17T10:05:03Z"),
            ("2015-05-17T10:05:03Z", "2015-05-17T10:05:03Z"),
            ("now", "2026-03-30T01:30:00Z"),
            // 03:30 on the day after the clocks were put forward
            ("today", "2026-03-29T22:00:00Z"),
            ("yesterday", "2026-03-28T23:00:00Z"),
            ("now-2h", "2026-03-29T23:30:00Z"),
            ("-1d", "2026-03-29T01:30:00Z"),
            // There was no 02:10 on that day.
            ("2026-03-29 02:10:00", "2026-03-29T01:10:00Z"),
        ] {
            let expected = DateTime::parse_from_rfc3339(expected)
                .unwrap()
                .timestamp_micros();
            assert_eq!(read(text, now, berlin).unwrap(), expected, "{text}");
        }
        for text in [
            "",
            "tomorrow",
            "now+2h",
            "-2y",
            "2015-02-30",
            "10:00",
            "-99999999999999w",
        ] {
            assert!(read(text, now, berlin).is_err(), "{text}");
        }
    }
}
