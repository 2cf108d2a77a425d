//! Java's date patterns (`DateTimeFormatter`), for writing and reading: `yyyy-MM-dd HH:mm:ss`, `EEE, d MMM`.

use chrono_tz::Tz;
use skep_serde::primitive::calendar::{
    MICROS_PER_SECOND, date_of, days_of, iso_weekday, split_micros,
};
use skep_serde::primitive::{Zone, instant_of_local, local_of_instant, parse_zone};

use super::fields::iso_week;

/// A compiled pattern.
pub(super) struct Pattern {
    parts: Vec<Part>,
}

enum Part {
    Text(String),
    /// A letter and how often it stands.
    Field(char, usize),
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

impl Pattern {
    /// Reads a pattern: letters are fields, quoted text and all else stands for itself. `None` if it isn't one.
    pub(super) fn new(pattern: &str) -> Option<Self> {
        let mut parts: Vec<Part> = Vec::new();
        let mut rest = pattern.chars().peekable();
        while let Some(c) = rest.next() {
            match c {
                '\'' => parts.push(Part::Text(quoted(&mut rest)?)),
                'A'..='Z' | 'a'..='z' => {
                    let mut count = 1;
                    while rest.next_if_eq(&c).is_some() {
                        count += 1;
                    }
                    if !"GyuYMLdDEeaHhKkmsSnzZXxVOQqw".contains(c) {
                        return None;
                    }
                    parts.push(Part::Field(c, count));
                }
                '[' | ']' => {}
                '{' | '}' | '#' => return None,
                c => parts.push(Part::Text(c.into())),
            }
        }
        Some(Self { parts })
    }

    /// Appends a wall clock; `zone` is only what zone letters show.
    pub(super) fn write(&self, local: i64, zone: Tz, out: &mut Vec<u8>) -> Option<()> {
        for part in &self.parts {
            match part {
                Part::Text(text) => out.extend_from_slice(text.as_bytes()),
                Part::Field(letter, count) => field(*letter, *count, local, zone, out)?,
            }
        }
        Some(())
    }

    /// Reads a text that fits the pattern as a whole: a wall clock, and a zone if one is named.
    pub(super) fn read(&self, text: &str) -> Option<(i64, Option<Zone>)> {
        let mut reading = Reading {
            rest: text,
            ..Reading::default()
        };
        for (at, part) in self.parts.iter().enumerate() {
            match part {
                Part::Text(text) => reading.rest = reading.rest.strip_prefix(text.as_str())?,
                Part::Field(letter, count) => {
                    let adjacent = matches!(self.parts.get(at + 1), Some(Part::Field(..)));
                    reading.take(*letter, *count, adjacent)?;
                }
            }
        }
        reading.finish()
    }
}

/// The text up to the closing quote; two quotes are one.
fn quoted(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<String> {
    if rest.next_if_eq(&'\'').is_some() {
        return Some("'".into());
    }
    let mut text = String::new();
    loop {
        match rest.next()? {
            '\'' if rest.next_if_eq(&'\'').is_none() => return Some(text),
            c => text.push(c),
        }
    }
}

fn number(value: i64, width: usize, out: &mut Vec<u8>) {
    out.extend_from_slice(format!("{value:0width$}").as_bytes());
}

/// A name in full, or its first three letters.
fn name(names: &[&str], at: i64, full: bool, out: &mut Vec<u8>) -> Option<()> {
    let name = names.get(usize::try_from(at - 1).ok()?)?;
    out.extend_from_slice(if full { name } else { name.get(..3)? }.as_bytes());
    Some(())
}

fn field(letter: char, count: usize, local: i64, zone: Tz, out: &mut Vec<u8>) -> Option<()> {
    let (days, of_day) = split_micros(local);
    let (year, month, day) = date_of(days);
    let second = of_day / MICROS_PER_SECOND;
    let (hour, minute) = (second / 3600, second / 60 % 60);
    match letter {
        'y' | 'u' | 'Y' if count == 2 => number(year.rem_euclid(100), 2, out),
        'y' | 'u' | 'Y' => number(year, count, out),
        'M' | 'L' if count >= 3 => name(&MONTHS, month, count == 4, out)?,
        'M' | 'L' => number(month, count, out),
        'd' => number(day, count, out),
        'D' => number(days - i64::from(days_of(year, 1, 1)?) + 1, count, out),
        'E' => name(&DAYS, iso_weekday(days), count == 4, out)?,
        'e' if count >= 3 => name(&DAYS, iso_weekday(days), count == 4, out)?,
        // In the tests' locale the week begins on Sunday.
        'e' => number(iso_weekday(days) % 7 + 1, count, out),
        'w' => number(iso_week(days), count, out),
        'Q' | 'q' if count == 3 => {
            out.extend_from_slice(format!("Q{}", (month + 2) / 3).as_bytes())
        }
        'Q' | 'q' => number((month + 2) / 3, count, out),
        'a' => out.extend_from_slice(if hour < 12 { b"AM" } else { b"PM" }),
        'H' => number(hour, count, out),
        'k' => number(if hour == 0 { 24 } else { hour }, count, out),
        'K' => number(hour % 12, count, out),
        'h' => number(if hour % 12 == 0 { 12 } else { hour % 12 }, count, out),
        'm' => number(minute, count, out),
        's' => number(second % 60, count, out),
        'S' => {
            let digits = format!("{:06}000", of_day % MICROS_PER_SECOND);
            out.extend_from_slice(digits.get(..count.min(9))?.as_bytes());
        }
        'n' => number(of_day % MICROS_PER_SECOND * 1000, count, out),
        'G' => out.extend_from_slice(if year > 0 { b"AD" } else { b"BC" }),
        'V' => out.extend_from_slice(zone.name().as_bytes()),
        'z' => zone_name(local, zone, out),
        _ => offset(letter, count, local, zone, out),
    }
    Some(())
}

/// The zone's abbreviation at that time.
fn zone_name(local: i64, zone: Tz, out: &mut Vec<u8>) {
    let instant = instant_of_local(local, Zone::Region(zone));
    if let Some(time) = chrono::DateTime::from_timestamp_micros(instant) {
        out.extend_from_slice(
            time.with_timezone(&zone)
                .format("%Z")
                .to_string()
                .as_bytes(),
        );
    }
}

/// `Z`, `X`, `x`, `O`: the zone's distance from UTC.
fn offset(letter: char, count: usize, local: i64, zone: Tz, out: &mut Vec<u8>) {
    let instant = instant_of_local(local, Zone::Region(zone));
    let seconds = (local_of_instant(instant, Zone::Region(zone)) - instant) / MICROS_PER_SECOND;
    let sign = if seconds < 0 { '-' } else { '+' };
    let (hours, minutes) = (seconds.abs() / 3600, seconds.abs() / 60 % 60);
    let text = match (letter, count) {
        ('X', _) if seconds == 0 => "Z".to_owned(),
        ('X' | 'x', 1) if minutes == 0 => format!("{sign}{hours:02}"),
        ('X' | 'x', 3 | 5) | ('Z', 5) => format!("{sign}{hours:02}:{minutes:02}"),
        ('O', _) | ('Z', 4) => format!("GMT{sign}{hours}"),
        _ => format!("{sign}{hours:02}{minutes:02}"),
    };
    out.extend_from_slice(text.as_bytes());
}

/// What has been read so far; fields that the pattern lacks keep the start of 1970.
struct Reading<'a> {
    rest: &'a str,
    year: i64,
    month: i64,
    day: i64,
    day_of_year: Option<i64>,
    hour: i64,
    half: Option<bool>,
    minute: i64,
    second: i64,
    micros: i64,
    zone: Option<Zone>,
}

impl Default for Reading<'_> {
    fn default() -> Self {
        Self {
            rest: "",
            year: 1970,
            month: 1,
            day: 1,
            day_of_year: None,
            hour: 0,
            half: None,
            minute: 0,
            second: 0,
            micros: 0,
            zone: None,
        }
    }
}

impl Reading<'_> {
    fn take(&mut self, letter: char, count: usize, adjacent: bool) -> Option<()> {
        let widest = if adjacent { count } else { 19 };
        match letter {
            'y' | 'u' if count == 2 => self.year = 2000 + self.digits(2, 2)?,
            'y' | 'u' | 'Y' => self.year = self.digits(count.min(4), widest)?,
            'M' | 'L' if count >= 3 => self.month = self.name(&MONTHS)?,
            'M' | 'L' => self.month = self.digits(count, widest.min(2))?,
            'd' => self.day = self.digits(count, widest.min(2))?,
            'D' => self.day_of_year = Some(self.digits(count, widest.min(3))?),
            'E' => {
                self.name(&DAYS)?;
            }
            'H' => self.hour = self.digits(count, widest.min(2))?,
            'k' | 'h' | 'K' => {
                let hour = self.digits(count, widest.min(2))?;
                self.hour = if letter == 'K' {
                    hour
                } else {
                    hour % if letter == 'k' { 24 } else { 12 }
                };
            }
            'm' => self.minute = self.digits(count, widest.min(2))?,
            's' => self.second = self.digits(count, widest.min(2))?,
            'S' => {
                let start = self.rest.len();
                let value = self.digits(count, count)?;
                let read = u32::try_from(start - self.rest.len()).ok()?;
                self.micros = value.checked_mul(1_000_000)? / 10_i64.checked_pow(read)?;
            }
            'a' => {
                let pm = match self.rest.get(..2)?.to_ascii_uppercase().as_str() {
                    "AM" => false,
                    "PM" => true,
                    _ => return None,
                };
                self.half = Some(pm);
                self.rest = self.rest.get(2..)?;
            }
            'z' | 'Z' | 'X' | 'x' | 'V' | 'O' => {
                let end = self
                    .rest
                    .find(char::is_whitespace)
                    .unwrap_or(self.rest.len());
                let (zone, rest) = self.rest.split_at(end);
                self.zone = Some(parse_zone(zone.as_bytes())?);
                self.rest = rest;
            }
            _ => return None,
        }
        Some(())
    }

    fn digits(&mut self, min: usize, max: usize) -> Option<i64> {
        let end = self
            .rest
            .bytes()
            .take(max.max(min))
            .take_while(u8::is_ascii_digit)
            .count();
        if end < min.max(1) {
            return None;
        }
        let (digits, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest;
        digits.parse().ok()
    }

    /// A name in full or its first three letters; from 1.
    fn name(&mut self, names: &[&str]) -> Option<i64> {
        for (at, name) in names.iter().enumerate() {
            for length in [name.len(), 3] {
                let known = name.get(..length)?;
                if let Some((head, rest)) = self.rest.split_at_checked(length)
                    && head.eq_ignore_ascii_case(known)
                {
                    self.rest = rest;
                    return i64::try_from(at + 1).ok();
                }
            }
        }
        None
    }

    fn finish(self) -> Option<(i64, Option<Zone>)> {
        let hour = match self.half {
            None => self.hour,
            Some(pm) => self.hour % 12 + if pm { 12 } else { 0 },
        };
        if !self.rest.is_empty() || hour > 23 || self.minute > 59 || self.second > 59 {
            return None;
        }
        let days = match self.day_of_year {
            Some(day) => i64::from(days_of(self.year, 1, 1)?) + day - 1,
            None => i64::from(days_of(self.year, self.month, self.day)?),
        };
        let seconds = days * 86_400 + (hour * 60 + self.minute) * 60 + self.second;
        let local = seconds
            .checked_mul(MICROS_PER_SECOND)?
            .checked_add(self.micros)?;
        Some((local, self.zone))
    }
}
