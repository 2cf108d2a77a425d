//! The rows of a day: a half-open range on a column, so that an index serves and no row is in two days.

use chrono_tz::Tz;

use super::Day;
use super::literal::{name, quoted};

/// What the column that says the day holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayKind {
    /// A date: days as they are written.
    Date,
    /// A date and a time of no zone: local time, taken to be of the dump's zone.
    Datetime,
    /// A moment: read and compared in UTC.
    Timestamp,
    /// Seconds since 1970 UTC, a number.
    Epoch,
}

impl DayKind {
    /// By the type's name in `information_schema`; `None` for one that holds no day.
    pub fn of_type(data_type: &str) -> Option<DayKind> {
        Some(match data_type {
            "date" => DayKind::Date,
            "datetime" => DayKind::Datetime,
            "timestamp" => DayKind::Timestamp,
            "int" | "bigint" | "mediumint" => DayKind::Epoch,
            _ => return None,
        })
    }

    /// The SQL literal of the moment at which a day begins.
    fn bound(self, day: Day, zone: Tz) -> String {
        match self {
            DayKind::Date => quoted(&day.to_string()),
            DayKind::Datetime => quoted(&format!("{day} 00:00:00")),
            DayKind::Timestamp => quoted(&day.start(zone).format("%F %T").to_string()),
            DayKind::Epoch => day.start(zone).timestamp().to_string(),
        }
    }
}

/// The rows from one day to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// The column that says the day.
    pub column: String,
    /// The first value that is in it, as an SQL literal.
    pub from: String,
    /// The first that isn't any more, as an SQL literal.
    pub to: String,
}

impl Window {
    /// Of one day.
    pub fn of_day(column: &str, kind: DayKind, day: Day, zone: Tz) -> Window {
        Window {
            column: column.to_owned(),
            from: kind.bound(day, zone),
            to: kind.bound(day.next(), zone),
        }
    }

    /// As an SQL condition.
    pub fn condition(&self) -> String {
        let column = name(&self.column);
        format!("{column} >= {} AND {column} < {}", self.from, self.to)
    }

    /// True of the rows that no day from this one on will ever hold: without a value, or before the window.
    pub fn outside(&self) -> [String; 2] {
        let column = name(&self.column);
        [
            format!("{column} IS NULL"),
            format!("{column} < {}", self.from),
        ]
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    fn check(kind: DayKind, zone: &str, expected: &str) {
        let day = "2026-10-25".parse().unwrap();
        let window = Window::of_day("at", kind, day, zone.parse().unwrap());
        assert_eq!(window.condition(), expected);
    }

    #[test]
    fn a_window_is_half_open_in_the_columns_own_terms() {
        let date = "`at` >= '2026-10-25' AND `at` < '2026-10-26'";
        check(DayKind::Date, "Europe/Berlin", date);
        let local = "`at` >= '2026-10-25 00:00:00' AND `at` < '2026-10-26 00:00:00'";
        check(DayKind::Datetime, "Europe/Berlin", local);
        // 25 hours: the clocks go back that day.
        let utc = "`at` >= '2026-10-24 22:00:00' AND `at` < '2026-10-25 23:00:00'";
        check(DayKind::Timestamp, "Europe/Berlin", utc);
        let epoch = "`at` >= 1792879200 AND `at` < 1792969200";
        check(DayKind::Epoch, "Europe/Berlin", epoch);
    }
}
