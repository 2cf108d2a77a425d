//! Times by a pattern of C's `strftime`, as `%{…}t` of Apache takes it.

use super::time::{Instant, fraction, moment, month, number, offset};
use crate::primitive::calendar::MICROS_PER_SECOND;

/// A part of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// This text.
    Literal(u8),
    /// A number of exactly so many digits (blanks before it where the flag says so).
    Number(Unit, usize, bool),
    /// `Oct`, or all of `October`
    MonthName,
    /// `Tue`, `Tuesday`: it says nothing new.
    DayName,
    /// `AM` or `PM`
    Half,
    /// `-0700`
    Offset,
    /// `UTC`, `CEST`: only the name of UTC says something.
    ZoneName,
    /// Seconds since 1970.
    Epoch,
    /// `.123456`, if it is there
    Fraction,
}

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Year,
    ShortYear,
    Month,
    Day,
    Hour,
    Hour12,
    Minute,
    Second,
    /// Thousandths of a second
    Milli,
    /// Millionths of a second
    Micro,
    /// Something that follows from the rest.
    Other,
}

/// The pieces of a pattern; the letter that isn't known, where there is one.
pub(super) fn compile(pattern: &str) -> Result<Vec<Piece>, char> {
    let mut pieces = Vec::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        if c != '%' {
            let mut bytes = [0; 4];
            pieces.extend(c.encode_utf8(&mut bytes).bytes().map(Piece::Literal));
            continue;
        }
        // `%-d` and `%_d` are GNU's; alternative forms of the locale read alike.
        let letter = chars
            .by_ref()
            .find(|c| !matches!(c, '-' | '_' | '0' | 'E' | 'O'));
        let two = |unit| vec![Piece::Number(unit, 2, false)];
        pieces.extend(match letter.ok_or('%')? {
            'Y' => vec![Piece::Number(Unit::Year, 4, false)],
            'y' => two(Unit::ShortYear),
            'm' => two(Unit::Month),
            'd' => two(Unit::Day),
            'e' => vec![Piece::Number(Unit::Day, 2, true)],
            'H' => two(Unit::Hour),
            'k' => vec![Piece::Number(Unit::Hour, 2, true)],
            'I' => two(Unit::Hour12),
            'l' => vec![Piece::Number(Unit::Hour12, 2, true)],
            'M' => two(Unit::Minute),
            'S' => two(Unit::Second),
            'j' => vec![Piece::Number(Unit::Other, 3, false)],
            'C' | 'U' | 'V' | 'W' | 'g' => two(Unit::Other),
            'u' | 'w' => vec![Piece::Number(Unit::Other, 1, false)],
            'G' => vec![Piece::Number(Unit::Other, 4, false)],
            'b' | 'B' | 'h' => vec![Piece::MonthName],
            'a' | 'A' => vec![Piece::DayName],
            'p' | 'P' => vec![Piece::Half],
            'z' => vec![Piece::Offset],
            'Z' => vec![Piece::ZoneName],
            's' => vec![Piece::Epoch],
            'F' => compile("%Y-%m-%d")?,
            'T' | 'X' => compile("%H:%M:%S")?,
            'R' => compile("%H:%M")?,
            'D' | 'x' => compile("%m/%d/%y")?,
            'c' => compile("%a %b %e %H:%M:%S %Y")?,
            'r' => compile("%I:%M:%S %p")?,
            'n' => vec![Piece::Literal(b'\n')],
            't' => vec![Piece::Literal(b'\t')],
            '%' => vec![Piece::Literal(b'%')],
            other => return Err(other),
        });
    }
    Ok(pieces)
}

/// What has been read of a time.
struct Read {
    date: (u32, u32, u32),
    time: (u32, u32, u32),
    afternoon: Option<bool>,
    micros: i64,
    offset: i32,
    epoch: Option<i64>,
}

/// Reads a time from the front of `text`, and the rest. What the pattern doesn't tell is midnight, 1 January 1970, UTC.
pub(super) fn read<'t>(pieces: &[Piece], text: &'t [u8]) -> Option<(Instant, &'t [u8])> {
    let mut read = Read {
        date: (1970, 1, 1),
        time: (0, 0, 0),
        afternoon: None,
        micros: 0,
        offset: 0,
        epoch: None,
    };
    let mut rest = text;
    for piece in pieces {
        rest = take(piece, rest, &mut read)?;
    }
    Some((read.instant()?, rest))
}

fn take<'t>(piece: &Piece, text: &'t [u8], read: &mut Read) -> Option<&'t [u8]> {
    let letters = || text.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    match piece {
        Piece::Literal(byte) => text.strip_prefix(std::slice::from_ref(byte)),
        Piece::Number(unit, width, padded) => {
            let (field, rest) = text.split_at_checked(*width)?;
            let blanks = field.iter().take_while(|b| *padded && **b == b' ').count();
            let value = number(field.get(blanks..).filter(|digits| !digits.is_empty())?)?;
            read.set(*unit, value);
            Some(rest)
        }
        Piece::MonthName => {
            read.date.1 = month(text)?;
            text.get(letters()..)
        }
        Piece::DayName => text.get(letters().max(1)..),
        Piece::Half => {
            read.afternoon = Some(match text.first()?.to_ascii_lowercase() {
                b'a' => false,
                b'p' => true,
                _ => return None,
            });
            text.get(2..)
        }
        Piece::Offset => {
            let (zone, rest) = text.split_at_checked(5)?;
            read.offset = offset(zone)?;
            Some(rest)
        }
        Piece::ZoneName => text.get(letters().max(1)..),
        Piece::Epoch => {
            let digits = text.iter().take_while(|b| b.is_ascii_digit()).count();
            let (field, rest) = text.split_at_checked(digits)?;
            read.epoch = Some(std::str::from_utf8(field).ok()?.parse().ok()?);
            Some(rest)
        }
        Piece::Fraction => {
            let Some(digits) = text.strip_prefix(b".") else {
                return Some(text);
            };
            let (micros, rest) = fraction(digits)?;
            read.micros = micros;
            Some(rest)
        }
    }
}

impl Read {
    fn set(&mut self, unit: Unit, value: u32) {
        match unit {
            Unit::Year => self.date.0 = value,
            // POSIX: 69 to 99 are of the last century.
            Unit::ShortYear => self.date.0 = value + if value < 69 { 2000 } else { 1900 },
            Unit::Month => self.date.1 = value,
            Unit::Day => self.date.2 = value,
            Unit::Hour => self.time.0 = value,
            Unit::Hour12 => {
                self.time.0 = value % 12;
                self.afternoon = self.afternoon.or(Some(false));
            }
            Unit::Minute => self.time.1 = value,
            Unit::Second => self.time.2 = value,
            Unit::Milli => self.micros = i64::from(value) * 1000,
            Unit::Micro => self.micros = value.into(),
            Unit::Other => {}
        }
    }

    fn instant(&self) -> Option<Instant> {
        let read = match self.epoch {
            Some(seconds) => Instant {
                micros: seconds.checked_mul(MICROS_PER_SECOND)?,
                offset: 0,
            },
            None => {
                let (hour, minute, second) = self.time;
                let half = if self.afternoon == Some(true) { 12 } else { 0 };
                moment(self.date, (hour % 24 + half, minute, second), self.offset)?
            }
        };
        Some(Instant {
            micros: read.micros.checked_add(self.micros)?,
            ..read
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_read_what_strftime_writes() {
        // date -u -d '2000-10-10 20:55:36' +%s
        for (pattern, text) in [
            ("%F %T", "2000-10-10 20:55:36"),
            ("%d/%b/%Y:%H:%M:%S %z", "10/Oct/2000:13:55:36 -0700"),
            ("%s", "971211336"),
            ("%a %b %e %H:%M:%S %Y", "Tue Oct 10 20:55:36 2000"),
            ("%m/%d/%y %I:%M:%S %p", "10/10/00 08:55:36 PM"),
        ] {
            let pieces = compile(pattern).unwrap_or_default();
            let read = read(&pieces, text.as_bytes())
                .map(|(time, rest)| (time.micros / 1_000_000, rest.len()));
            assert_eq!(read, Some((971_211_336, 0)), "{pattern}");
        }
        assert_eq!(compile("%Q"), Err('Q'));
    }
}
