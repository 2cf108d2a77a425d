//! What a value is for a column of a given kind: one operand, or the two ends of a day.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use super::{CheckError, Clock, Value, clock};

/// Kinds of columns, as far as they matter for comparing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// Whole numbers; moments are in them as seconds since 1970.
    Integer,
    /// Decimals and floating point.
    Number,
    /// Texts.
    Text,
    /// Days.
    Date,
    /// What a wall clock showed.
    Wall,
    /// Moments, stored without regard to a zone.
    Moment,
    /// True and false.
    Boolean,
    /// Bytes.
    Bytes,
    /// Anything else: the server knows what to make of a text.
    Other,
}

/// What is sent beside the statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Bind {
    Integer(i64),
    /// More than an `i64` holds.
    Unsigned(u64),
    Text(String),
    Bytes(Vec<u8>),
}

/// What a column is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Operand {
    /// One value.
    Point(Bind),
    /// From the first one on, up to but without the second.
    Span(Bind, Bind),
}

/// A value as an operand for the column `column`, which is of this kind and which the server calls `ty`.
pub(super) fn operand(
    value: &Value,
    kind: Kind,
    column: (&str, &str),
    clock: &Clock,
) -> Result<Operand, CheckError> {
    match value {
        Value::Plain(text) => plain(text, kind, clock).ok_or_else(|| unfit(text, column)),
        Value::Text(text) => match kind {
            // Text where numbers are: a server would make 0 of `'abc'` and find rows.
            Kind::Integer | Kind::Number | Kind::Boolean => {
                plain(text, kind, clock).ok_or_else(|| unfit(text, column))
            }
            _ => Ok(point(text.clone())),
        },
        Value::Bytes(bytes) => Ok(Operand::Point(Bind::Bytes(bytes.clone()))),
        Value::Day(day) => of_day(*day, kind, clock).ok_or_else(|| unfit("a day", column)),
        Value::Moment(at) => of_moment(*at, kind, clock).ok_or_else(|| unfit("a moment", column)),
    }
}

fn unfit(what: &str, (column, ty): (&str, &str)) -> CheckError {
    let what = match what {
        "a day" | "a moment" => what.to_owned(),
        text => format!("`{text}`"),
    };
    CheckError::question(format!(
        "{what} is no value for the column `{column}`, whose type is {}",
        ty.to_lowercase()
    ))
}

fn point(text: String) -> Operand {
    Operand::Point(Bind::Text(text))
}

fn plain(text: &str, kind: Kind, clock: &Clock) -> Option<Operand> {
    match kind {
        Kind::Integer => number(text),
        Kind::Number => {
            let value: f64 = text.parse().ok()?;
            value.is_finite().then(|| point(text.to_owned()))
        }
        Kind::Boolean => match text.to_ascii_lowercase().as_str() {
            "true" | "t" | "yes" | "on" => number("1"),
            "false" | "f" | "no" | "off" => number("0"),
            _ => number(text),
        },
        Kind::Date | Kind::Wall | Kind::Moment => time(text, kind, clock),
        Kind::Text | Kind::Other => Some(point(text.to_owned())),
        Kind::Bytes => Some(Operand::Point(Bind::Bytes(text.as_bytes().to_vec()))),
    }
}

fn number(text: &str) -> Option<Operand> {
    let bind = match (text.parse::<i64>(), text.parse::<u64>()) {
        (Ok(number), _) => Bind::Integer(number),
        (_, Ok(number)) => Bind::Unsigned(number),
        _ => {
            // 1.5 is a fine bound for whole numbers.
            let value: f64 = text.parse().ok()?;
            return value.is_finite().then(|| point(text.to_owned()));
        }
    };
    Some(Operand::Point(bind))
}

/// `2026-11-22` is the whole day; `2026-11-22 14:30[:05[.5]]` a reading of the stored zone's clock, with `Z` or an offset a moment.
fn time(text: &str, kind: Kind, clock: &Clock) -> Option<Operand> {
    if let Ok(day) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        return of_day(day, kind, clock);
    }
    if let Ok(at) = DateTime::parse_from_rfc3339(&text.replacen(' ', "T", 1)) {
        return of_moment(at.with_timezone(&Utc), kind, clock);
    }
    let text = text.replacen('T', " ", 1);
    let wall = ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M"]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(&text, format).ok())?;
    match kind {
        Kind::Moment => of_moment(clock::utc(wall, clock.stored), kind, clock),
        Kind::Date => Some(point(wall.date().to_string())),
        _ => Some(point(text)),
    }
}

fn of_day(day: NaiveDate, kind: Kind, clock: &Clock) -> Option<Operand> {
    let next = day.succ_opt()?;
    match kind {
        Kind::Date => Some(point(day.to_string())),
        // Perhaps there is a time after the day.
        Kind::Text => Some(Operand::Span(
            Bind::Text(day.to_string()),
            Bind::Text(next.to_string()),
        )),
        _ => Some(Operand::Span(
            moment(clock.start_of(day), kind, clock)?,
            moment(clock.end_of(day), kind, clock)?,
        )),
    }
}

fn of_moment(at: DateTime<Utc>, kind: Kind, clock: &Clock) -> Option<Operand> {
    moment(at, kind, clock).map(Operand::Point)
}

fn moment(at: DateTime<Utc>, kind: Kind, clock: &Clock) -> Option<Bind> {
    let seconds = "%Y-%m-%d %H:%M:%S";
    Some(match kind {
        Kind::Integer => Bind::Integer(at.timestamp()),
        Kind::Number => Bind::Text(at.timestamp().to_string()),
        Kind::Date => Bind::Text(at.with_timezone(&clock.zone).date_naive().to_string()),
        Kind::Wall | Kind::Text => {
            Bind::Text(at.with_timezone(&clock.stored).format(seconds).to_string())
        }
        // MySQL's session is in UTC, PostgreSQL reads the offset.
        Kind::Moment => Bind::Text(at.format(seconds).to_string()),
        Kind::Boolean | Kind::Bytes | Kind::Other => return None,
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use chrono_tz::Tz;

    use super::*;
    use crate::check::clock::tests::clock;

    fn shown(value: &Value, kind: Kind, clock: &Clock) -> String {
        let bind = |bind| match bind {
            Bind::Integer(n) => format!("{n}"),
            Bind::Unsigned(n) => format!("{n}u"),
            Bind::Text(text) => format!("{text:?}"),
            Bind::Bytes(bytes) => format!("{bytes:?}"),
        };
        match operand(value, kind, ("c", "BIGINT"), clock) {
            Ok(Operand::Point(point)) => bind(point),
            Ok(Operand::Span(from, to)) => format!("{}..{}", bind(from), bind(to)),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn a_day_is_every_moment_of_it() {
        let day = Value::Day("2026-10-25".parse().unwrap());
        let check = |kind, stored, expected: &str| {
            let clock = Clock { stored, ..clock() };
            assert_eq!(shown(&day, kind, &clock), expected, "{kind:?} {stored}");
        };
        // In Berlin this day has 25 hours.
        let berlin = Tz::Europe__Berlin;
        check(Kind::Date, berlin, r#""2026-10-25""#);
        check(Kind::Text, berlin, r#""2026-10-25".."2026-10-26""#);
        check(
            Kind::Wall,
            berlin,
            r#""2026-10-25 00:00:00".."2026-10-26 00:00:00""#,
        );
        check(
            Kind::Wall,
            Tz::UTC,
            r#""2026-10-24 22:00:00".."2026-10-25 23:00:00""#,
        );
        check(
            Kind::Moment,
            berlin,
            r#""2026-10-24 22:00:00".."2026-10-25 23:00:00""#,
        );
        check(Kind::Integer, berlin, "1792879200..1792969200");
        check(
            Kind::Boolean,
            berlin,
            "a day is no value for the column `c`, whose type is bigint",
        );
    }

    #[test]
    fn what_was_written_is_read_as_the_columns_type() {
        let check = |text: &str, kind, expected: &str| {
            let value = Value::Plain(text.to_owned());
            assert_eq!(shown(&value, kind, &clock()), expected, "{text}");
        };
        let refused = "is no value for the column `c`, whose type is bigint";
        check("5", Kind::Integer, "5");
        check(
            "18446744073709551615",
            Kind::Integer,
            "18446744073709551615u",
        );
        check("1.5", Kind::Integer, r#""1.5""#);
        check("5 or 1=1", Kind::Integer, &format!("`5 or 1=1` {refused}"));
        check("", Kind::Integer, &format!("`` {refused}"));
        check("nan", Kind::Number, &format!("`nan` {refused}"));
        check("true", Kind::Boolean, "1");
        check("5 or 1=1", Kind::Text, r#""5 or 1=1""#);
        check(
            "2026-11-22",
            Kind::Wall,
            r#""2026-11-22 00:00:00".."2026-11-23 00:00:00""#,
        );
        check("2026-11-22", Kind::Text, r#""2026-11-22""#);
        check("2026-11-22T14:30", Kind::Wall, r#""2026-11-22 14:30""#);
        check("2026-11-22 14:30", Kind::Moment, r#""2026-11-22 13:30:00""#);
        check(
            "2026-11-22T14:30:00Z",
            Kind::Wall,
            r#""2026-11-22 15:30:00""#,
        );
        check("2026-02-30", Kind::Date, &format!("`2026-02-30` {refused}"));
        let text = Value::Text("abc".to_owned());
        assert_eq!(
            shown(&text, Kind::Integer, &clock()),
            format!("`abc` {refused}")
        );
    }

    #[test]
    fn a_moment_is_seconds_a_clocks_reading_or_a_day() {
        let check = |kind, expected: &str| {
            let value = Value::Moment(clock().now);
            assert_eq!(shown(&value, kind, &clock()), expected, "{kind:?}");
        };
        check(Kind::Integer, "1795390205");
        check(Kind::Date, r#""2026-11-23""#);
        check(Kind::Wall, r#""2026-11-23 00:30:05""#);
        check(Kind::Moment, r#""2026-11-22 23:30:05""#);
    }
}
