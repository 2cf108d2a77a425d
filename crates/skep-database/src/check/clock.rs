//! `today`, `yesterday-7d`, `now-2h`, `yesterday:%Y%m%d`: words for days and moments, in a stated time zone.

use std::fmt::Write as _;

use chrono::format::{Item, StrftimeItems};
use chrono::{DateTime, Days, Duration, NaiveDate, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;

use super::{CheckError, Value};

/// What the words mean: the moment of the question and where that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    /// The moment.
    pub now: DateTime<Utc>,
    /// In which days begin.
    pub zone: Tz,
    /// In which columns without a zone of their own (MySQL's DATETIME, PostgreSQL's `timestamp`) are written.
    pub stored: Tz,
    /// What `@hostname` is.
    pub host: Option<String>,
}

/// Units of `now-2h` and `--max-age`, in seconds. A table.
const UNITS: [(&str, i64); 5] = [
    ("s", 1),
    ("m", 60),
    ("h", 3_600),
    ("d", 86_400),
    ("w", 604_800),
];

/// A length of time as people write it: `90s`, `30m`, `2h`, `1d`, `1w`, `1h30m`.
pub fn duration(text: &str) -> Option<Duration> {
    let mut rest = text.trim();
    let mut total = Duration::zero();
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let (length, _, after) = span(rest)?;
        total = total.checked_add(&length)?;
        rest = after;
    }
    Some(total)
}

/// `2h` at the start of the text: how long, in which unit, and what follows.
fn span(text: &str) -> Option<(Duration, &str, &str)> {
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, rest) = text.split_at_checked(digits)?;
    let (unit, after) = rest.split_at_checked(1)?;
    let (_, seconds) = UNITS.iter().find(|(name, _)| *name == unit)?;
    let seconds = number.parse::<i64>().ok()?.checked_mul(*seconds)?;
    Some((Duration::try_seconds(seconds)?, unit, after))
}

impl Clock {
    /// The value that a word stands for; `None` if it is none of our words.
    pub(super) fn word(&self, text: &str) -> Option<Result<Value, CheckError>> {
        let (word, format) = match text.split_once(':') {
            Some((word, format)) => (word, Some(format)),
            None => (text, None),
        };
        let value = self.moment(word)?;
        Some(match (value, format) {
            (value, None) => Ok(value),
            (Value::Day(day), Some(format)) => formatted(&self.start_of(day), self.zone, format),
            (Value::Moment(at), Some(format)) => formatted(&at, self.zone, format),
            (value, _) => Ok(value),
        })
    }

    fn moment(&self, word: &str) -> Option<Value> {
        let end = word.find(['+', '-']).unwrap_or(word.len());
        let (base, mut rest) = word.split_at_checked(end)?;
        let today = self.now.with_timezone(&self.zone).date_naive();
        let mut value = match base.trim_end() {
            "now" => Value::Moment(self.now),
            "today" => Value::Day(today),
            "yesterday" => Value::Day(today.pred_opt()?),
            "tomorrow" => Value::Day(today.succ_opt()?),
            _ => return None,
        };
        while !rest.is_empty() {
            let (sign, after) = rest.split_at_checked(1)?;
            let (length, unit, after) = span(after)?;
            let length = match sign {
                "-" => -length,
                "+" => length,
                _ => return None,
            };
            value = self.shifted(value, length, unit)?;
            rest = after;
        }
        Some(value)
    }

    /// A day moved by whole days is a day; by less it is a moment.
    fn shifted(&self, value: Value, by: Duration, unit: &str) -> Option<Value> {
        match value {
            Value::Day(day) if matches!(unit, "d" | "w") => {
                let count = Days::new(by.num_days().unsigned_abs());
                let moved = match by < Duration::zero() {
                    true => day.checked_sub_days(count),
                    false => day.checked_add_days(count),
                };
                Some(Value::Day(moved?))
            }
            Value::Day(day) => Some(Value::Moment(self.start_of(day).checked_add_signed(by)?)),
            Value::Moment(at) => Some(Value::Moment(at.checked_add_signed(by)?)),
            _ => None,
        }
    }

    /// The first moment of a day. Where the clocks are put forward at midnight that is later than 0:00.
    pub(super) fn start_of(&self, day: NaiveDate) -> DateTime<Utc> {
        utc(day.and_time(chrono::NaiveTime::MIN), self.zone)
    }

    /// The first moment after a day.
    pub(super) fn end_of(&self, day: NaiveDate) -> DateTime<Utc> {
        self.start_of(day.succ_opt().unwrap_or(NaiveDate::MAX))
    }
}

/// The moment of a wall clock's reading; the first of two, and after a gap the moment the clocks were put forward.
pub(super) fn utc(wall: NaiveDateTime, zone: Tz) -> DateTime<Utc> {
    let mut later = wall;
    // No zone was ever put forward by more than a day.
    for _ in 0..=24 * 4 {
        if let Some(at) = zone.from_local_datetime(&later).earliest() {
            return at.with_timezone(&Utc);
        }
        later = later
            .checked_add_signed(Duration::minutes(15))
            .unwrap_or(later);
    }
    wall.and_utc()
}

fn formatted(at: &DateTime<Utc>, zone: Tz, format: &str) -> Result<Value, CheckError> {
    let wrong = StrftimeItems::new(format).any(|item| matches!(item, Item::Error));
    let mut text = String::new();
    if wrong || write!(text, "{}", at.with_timezone(&zone).format(format)).is_err() {
        return Err(
            CheckError::question(format!("`{format}` is no format of dates"))
                .with_hint("as for date(1): yesterday:%Y%m%d"),
        );
    }
    Ok(Value::Text(text))
}

#[cfg(test)]
pub(super) mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    /// Half past midnight in Berlin, the day before in UTC.
    pub(in crate::check) fn clock() -> Clock {
        Clock {
            now: "2026-11-22T23:30:05Z".parse().unwrap(),
            zone: Tz::Europe__Berlin,
            stored: Tz::Europe__Berlin,
            host: Some("web-1".to_owned()),
        }
    }

    #[test]
    fn words() {
        let day = |text: &str| Value::Day(text.parse().unwrap());
        let moment = |text: &str| Value::Moment(text.parse().unwrap());
        let text = |text: &str| Value::Text(text.to_owned());
        for (word, expected) in [
            ("today", day("2026-11-23")),
            ("yesterday", day("2026-11-22")),
            ("tomorrow", day("2026-11-24")),
            ("today-7d", day("2026-11-16")),
            ("today+1w-1d", day("2026-11-29")),
            ("now", moment("2026-11-22T23:30:05Z")),
            ("now-2h", moment("2026-11-22T21:30:05Z")),
            ("now-1h30m", moment("2026-11-22T22:00:05Z")),
            ("today+9h", moment("2026-11-23T08:00:00Z")),
            ("yesterday:%Y%m%d", text("20261122")),
            ("now-1h:%H:%M", text("23:30")),
        ] {
            // `now-1h30m` is not written so: a sign stands before each part.
            let word = word.replace("1h30m", "1h-30m");
            assert_eq!(clock().word(&word).unwrap().unwrap(), expected, "{word}");
        }
        for word in [
            "",
            "noon",
            "now2h",
            "now-2",
            "now-h",
            "today-2x",
            "now-9999999999999999w",
            "today-99999999w",
        ] {
            assert!(clock().word(word).is_none(), "{word}");
        }
        assert!(clock().word("today:%Q!").unwrap().is_err());
    }

    #[test]
    fn lengths_of_time() {
        assert_eq!(duration("90s"), Some(Duration::seconds(90)));
        assert_eq!(duration("1h30m"), Some(Duration::minutes(90)));
        assert_eq!(duration("2w"), Some(Duration::days(14)));
        for wrong in ["", "2", "h", "2 h", "-2h", "2x", "99999999999999999999h"] {
            assert_eq!(duration(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn days_begin_where_the_zone_says() {
        // Summer time began in Berlin on 2026-03-29, and ended on 2026-10-25: days of 23 and 25 hours.
        let start = |day: &str| clock().start_of(day.parse().unwrap()).to_string();
        assert_eq!(start("2026-03-29"), "2026-03-28 23:00:00 UTC");
        assert_eq!(start("2026-03-30"), "2026-03-29 22:00:00 UTC");
        assert_eq!(start("2026-10-26"), "2026-10-25 23:00:00 UTC");
        // In Santiago clocks go from 24:00 to 1:00; in Samoa 2011-12-30 was left out.
        let at = |zone, day: &str| {
            let clock = Clock { zone, ..clock() };
            clock.start_of(day.parse().unwrap()).to_string()
        };
        assert_eq!(
            at(Tz::America__Santiago, "2025-09-07"),
            "2025-09-07 04:00:00 UTC"
        );
        assert_eq!(
            at(Tz::Pacific__Apia, "2011-12-30"),
            "2011-12-30 10:00:00 UTC"
        );
    }
}
