//! A day of the calendar, and the moments between which it lies in a time zone.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// A day, written `2009-12-13`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day(NaiveDate);

impl Day {
    /// The day that a moment belongs to in a zone.
    pub fn of(moment: DateTime<Utc>, zone: Tz) -> Day {
        Day(moment.with_timezone(&zone).date_naive())
    }

    /// The day after this; the last day of the calendar again after the last.
    pub fn next(self) -> Day {
        self.after(1)
    }

    /// The day `days` later.
    pub fn after(self, days: u64) -> Day {
        Day(self
            .0
            .checked_add_days(Days::new(days))
            .unwrap_or(NaiveDate::MAX))
    }

    /// The day `days` earlier.
    pub fn before(self, days: u64) -> Day {
        Day(self
            .0
            .checked_sub_days(Days::new(days))
            .unwrap_or(NaiveDate::MIN))
    }

    /// The moment at which it begins in a zone: midnight, or, where clocks are put forward over midnight, the first moment after the gap;
    /// of two midnights the first. So a day has 24 hours, and sometimes 23 or 25, and no moment is in two days or in none.
    pub fn start(self, zone: Tz) -> DateTime<Utc> {
        let midnight = self.0.and_time(NaiveTime::MIN);
        // Gaps are at most a day long (Samoa left out the 30th of December 2011).
        (0..=24 * 4)
            .find_map(|quarter| {
                let local = midnight.checked_add_signed(TimeDelta::minutes(15 * quarter))?;
                zone.from_local_datetime(&local).earliest()
            })
            .map_or_else(|| midnight.and_utc(), |start| start.to_utc())
    }

    /// The moment at which the next day begins.
    pub fn end(self, zone: Tz) -> DateTime<Utc> {
        self.next().start(zone)
    }

    /// The days from this one to `last`, which is one of them.
    pub fn through(self, last: Day) -> impl Iterator<Item = Day> {
        self.0
            .iter_days()
            .take_while(move |day| *day <= last.0)
            .map(Day)
    }

    /// Year, month and day of the month, counted from 1; the day of the week, from 0 for Monday.
    pub fn parts(self) -> (i32, u32, u32, u32) {
        use chrono::Datelike;
        let weekday = self.0.weekday().num_days_from_monday();
        (self.0.year(), self.0.month(), self.0.day(), weekday)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Day {
    type Err = String;

    fn from_str(text: &str) -> Result<Day, String> {
        let is_day = text.len() == 10;
        let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
        day.filter(|_| is_day)
            .map(Day)
            .ok_or_else(|| format!("`{text}` is no day: it is written 2009-12-13"))
    }
}

impl TryFrom<String> for Day {
    type Error = String;

    fn try_from(text: String) -> Result<Day, String> {
        text.parse()
    }
}

impl From<Day> for String {
    fn from(day: Day) -> String {
        day.to_string()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    fn check(zone: &str, day: &str, start: &str, hours: i64) {
        let (zone, day): (Tz, Day) = (zone.parse().unwrap(), day.parse().unwrap());
        assert_eq!(
            day.start(zone).format("%F %T").to_string(),
            start,
            "{zone} {day}"
        );
        assert_eq!(
            (day.end(zone) - day.start(zone)).num_hours(),
            hours,
            "{zone} {day}"
        );
        assert_eq!(Day::of(day.start(zone), zone), day);
        assert_eq!(
            Day::of(day.end(zone) - TimeDelta::microseconds(1), zone),
            day
        );
    }

    #[test]
    fn a_day_begins_when_its_zone_says() {
        check("UTC", "2009-12-13", "2009-12-13 00:00:00", 24);
        check("Asia/Kolkata", "2009-12-13", "2009-12-12 18:30:00", 24);
        // The clocks of Berlin go forward on 29 March 2026 and back on 25 October.
        check("Europe/Berlin", "2026-03-29", "2026-03-28 23:00:00", 23);
        check("Europe/Berlin", "2026-10-25", "2026-10-24 22:00:00", 25);
        // In Sao Paulo they went forward at midnight: 4 November 2018 began at 01:00, 03:00 UTC.
        check("America/Sao_Paulo", "2018-11-04", "2018-11-04 03:00:00", 23);
        // In Havana they go back at 01:00 to midnight: there are two midnights on 4 November 2018.
        check("America/Havana", "2018-11-04", "2018-11-04 04:00:00", 25);
    }

    #[test]
    fn a_day_is_read_as_it_is_written() {
        let day: Day = "2009-12-13".parse().unwrap();
        assert_eq!(day.to_string(), "2009-12-13");
        let days: Vec<String> = day.through(day.after(2)).map(|d| d.to_string()).collect();
        assert_eq!(days, ["2009-12-13", "2009-12-14", "2009-12-15"]);
        for wrong in ["", "2009-02-30", "13.12.2009", "2009-1-1", "20091213"] {
            assert!(wrong.parse::<Day>().is_err(), "{wrong}");
        }
    }
}
