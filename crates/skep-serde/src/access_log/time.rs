//! When it was: the ways in which servers write a time.

use crate::primitive::calendar::{MICROS_PER_DAY, MICROS_PER_SECOND, days_of_usual};

use super::strftime;

/// A moment, and the clock it was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instant {
    /// Microseconds since 1970-01-01 00:00:00 UTC.
    pub micros: i64,
    /// How far the log's clock is from UTC: seconds, positive in the east.
    pub offset: i32,
}

impl Instant {
    /// What the log's clock showed: microseconds since 1970-01-01 00:00:00 of that clock.
    pub fn wall_clock(&self) -> i64 {
        self.micros
            .saturating_add(i64::from(self.offset) * MICROS_PER_SECOND)
    }
}

/// How a time is written. One without a zone is taken as UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Pattern {
    /// `10/Oct/2000:13:55:36 -0700`
    Clf,
    /// `2000-10-10T13:55:36.123-07:00`, also with a blank or a `+` instead of `T`, and without a zone
    Iso,
    /// Since 1970, with a fraction or without: so many microseconds are one.
    Epoch(i64),
    /// A number since 1970 whose size tells its unit, or a text of any kind above.
    Any,
    /// C's `strftime`
    Strftime(Box<[strftime::Piece]>),
}

impl Pattern {
    /// Reads a time that is all of `text`.
    pub(super) fn read(&self, text: &[u8]) -> Option<Instant> {
        match self {
            Pattern::Clf => clf(text),
            Pattern::Iso => iso(text),
            Pattern::Epoch(unit) => epoch(text, *unit),
            Pattern::Any => any(text),
            Pattern::Strftime(pieces) => strftime::read(pieces, text)
                .and_then(|(time, rest)| rest.is_empty().then_some(time)),
        }
    }

    /// How many bytes the time at the front of `text` takes, where that can be seen before it is read.
    #[inline]
    pub(super) fn length(&self, text: &[u8]) -> Option<usize> {
        match self {
            Pattern::Clf => Some(CLF),
            Pattern::Strftime(pieces) => {
                strftime::read(pieces, text).map(|(_, rest)| text.len() - rest.len())
            }
            _ => None,
        }
    }
}

/// Bytes of `10/Oct/2000:13:55:36 -0700`.
const CLF: usize = 26;

/// A month by its English name.
#[inline]
pub(super) fn month(name: &[u8]) -> Option<u32> {
    const NAMES: &[u8; 36] = b"janfebmaraprmayjunjulaugsepoctnovdec";
    let name = name.first_chunk::<3>()?.map(|b| b.to_ascii_lowercase());
    let at = NAMES.chunks_exact(3).position(|known| known == name)?;
    u32::try_from(at + 1).ok()
}

/// A number of as many digits as `text` has bytes.
#[inline]
pub(super) fn number(text: &[u8]) -> Option<u32> {
    text.iter().try_fold(0_u32, |number, byte| {
        let digit = byte.wrapping_sub(b'0');
        (digit < 10)
            .then_some(())
            .and_then(|()| number.checked_mul(10)?.checked_add(digit.into()))
    })
}

/// A moment of year, month, day; hour, minute, second (60 in a leap second); seconds east of UTC.
#[inline]
pub(super) fn moment(date: (u32, u32, u32), time: (u32, u32, u32), offset: i32) -> Option<Instant> {
    let (year, month, day) = date;
    let (hour, minute, second) = time;
    if year > 9999 || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let days = days_of_usual(year, month, day)?;
    let seconds = i64::from((hour * 60 + minute) * 60 + second) - i64::from(offset);
    Some(Instant {
        micros: i64::from(days) * MICROS_PER_DAY + seconds * MICROS_PER_SECOND,
        offset,
    })
}

#[inline]
fn clf(text: &[u8]) -> Option<Instant> {
    let text: &[u8; CLF] = text.try_into().ok()?;
    let [
        d1,
        d2,
        b'/',
        m1,
        m2,
        m3,
        b'/',
        y1,
        y2,
        y3,
        y4,
        b':',
        h1,
        h2,
        b':',
        i1,
        i2,
        b':',
        s1,
        s2,
        b' ',
        zone @ ..,
    ] = text
    else {
        return None;
    };
    moment(
        (
            number(&[*y1, *y2, *y3, *y4])?,
            month(&[*m1, *m2, *m3])?,
            number(&[*d1, *d2])?,
        ),
        (
            number(&[*h1, *h2])?,
            number(&[*i1, *i2])?,
            number(&[*s1, *s2])?,
        ),
        offset(zone)?,
    )
}

/// Reads `+hhmm`, `+hh:mm`, `+hh` or `Z`.
#[inline]
pub(super) fn offset(text: &[u8]) -> Option<i32> {
    let (sign, digits) = match text {
        b"Z" | b"z" => return Some(0),
        [b'+', digits @ ..] => (1, digits),
        [b'-', digits @ ..] => (-1, digits),
        _ => return None,
    };
    let (hours, minutes) = match digits {
        [h1, h2] => ([*h1, *h2], [b'0'; 2]),
        [h1, h2, m1, m2] | [h1, h2, b':', m1, m2] => ([*h1, *h2], [*m1, *m2]),
        _ => return None,
    };
    let (hours, minutes) = (number(&hours)?, number(&minutes)?);
    (hours <= 23 && minutes <= 59).then(|| sign * (hours * 3600 + minutes * 60).cast_signed())
}

/// RFC 3339, and what is near it: `2000/10/10` as nginx's error log has it, a comma before the fraction, no zone.
fn iso(text: &[u8]) -> Option<Instant> {
    let (date, rest) = text.split_at_checked(10)?;
    let &[y1, y2, y3, y4, b'-' | b'/', m1, m2, b'-' | b'/', d1, d2] = date else {
        return None;
    };
    let date = (
        number(&[y1, y2, y3, y4])?,
        number(&[m1, m2])?,
        number(&[d1, d2])?,
    );
    let [
        b'T' | b't' | b' ' | b'+',
        h1,
        h2,
        b':',
        i1,
        i2,
        b':',
        s1,
        s2,
        rest @ ..,
    ] = rest
    else {
        return None;
    };
    let time = (
        number(&[*h1, *h2])?,
        number(&[*i1, *i2])?,
        number(&[*s1, *s2])?,
    );
    let (micros, rest) = match rest {
        [b'.' | b',', rest @ ..] => fraction(rest)?,
        _ => (0, rest),
    };
    let rest = rest.strip_prefix(b" ").unwrap_or(rest);
    let offset = match rest {
        b"" => 0,
        zone => offset(zone)?,
    };
    let moment = moment(date, time, offset)?;
    Some(Instant {
        micros: moment.micros + micros,
        ..moment
    })
}

/// The digits at the front as a fraction of a second, in microseconds, and the rest. At least one digit; those beyond the sixth are cut.
pub(super) fn fraction(text: &[u8]) -> Option<(i64, &[u8])> {
    let digits = text.iter().take_while(|b| b.is_ascii_digit()).count();
    let (fraction, rest) = text.split_at_checked(digits)?;
    let digit = |at| fraction.get(at).map_or(0, |b| i64::from(b - b'0'));
    (digits > 0).then(|| ((0..6).fold(0, |micros, at| micros * 10 + digit(at)), rest))
}

/// A decimal number of units of `unit` microseconds since 1970; what is finer than a microsecond is cut.
fn epoch(text: &[u8], unit: i64) -> Option<Instant> {
    let whole = text.iter().take_while(|b| b.is_ascii_digit()).count();
    let (whole, rest) = text.split_at_checked(whole)?;
    let part = match rest {
        b"" => 0,
        [b'.' | b',', rest @ ..] => match fraction(rest)? {
            (part, b"") => part,
            _ => return None,
        },
        _ => return None,
    };
    let whole: i64 = std::str::from_utf8(whole).ok()?.parse().ok()?;
    Some(Instant {
        micros: whole
            .checked_mul(unit)?
            .checked_add(part * unit / MICROS_PER_SECOND)?,
        offset: 0,
    })
}

/// A number of digits up to this is seconds, with three more milliseconds, and so on: they part in the year 5138.
const SECONDS_DIGITS: usize = 11;

fn any(text: &[u8]) -> Option<Instant> {
    let digits = text.iter().take_while(|b| b.is_ascii_digit()).count();
    if digits > 4 {
        return match digits {
            ..=SECONDS_DIGITS => epoch(text, MICROS_PER_SECOND),
            12..=14 => epoch(text, 1000),
            15..=17 => epoch(text, 1),
            // nanoseconds
            _ => epoch(text.get(..digits - 3)?, 1),
        };
    }
    iso(text).or_else(|| clf(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2000-10-10 20:55:36 UTC: `date -u -d '2000-10-10 20:55:36' +%s`
    const OCTOBER: i64 = 971_211_336;

    #[test]
    fn times_are_read_in_every_form() {
        for (pattern, text, seconds, micros, offset) in [
            // Apache's documentation
            (
                Pattern::Clf,
                "10/Oct/2000:13:55:36 -0700",
                OCTOBER,
                0,
                -25_200,
            ),
            (
                Pattern::Iso,
                "2000-10-10T13:55:36-07:00",
                OCTOBER,
                0,
                -25_200,
            ),
            (Pattern::Iso, "2000-10-10T20:55:36.5Z", OCTOBER, 500_000, 0),
            (Pattern::Iso, "2000-10-10 20:55:36", OCTOBER, 0, 0),
            (Pattern::Iso, "2000/10/10 20:55:36", OCTOBER, 0, 0),
            (
                Pattern::Epoch(1_000_000),
                "971211336.123",
                OCTOBER,
                123_000,
                0,
            ),
            (Pattern::Epoch(1_000), "971211336123", OCTOBER, 123_000, 0),
            (Pattern::Any, "971211336", OCTOBER, 0, 0),
            (Pattern::Any, "971211336.25", OCTOBER, 250_000, 0),
            (Pattern::Any, "971211336000001000", OCTOBER, 1, 0),
            (
                Pattern::Any,
                "10/Oct/2000:13:55:36 -0700",
                OCTOBER,
                0,
                -25_200,
            ),
        ] {
            let expected = Instant {
                micros: seconds * 1_000_000 + micros,
                offset,
            };
            assert_eq!(pattern.read(text.as_bytes()), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_none() {
        for (pattern, text) in [
            (Pattern::Clf, "31/Feb/2000:13:55:36 -0700"),
            (Pattern::Clf, "10/Okt/2000:13:55:36 -0700"),
            (Pattern::Clf, "10/Oct/2000:24:55:36 -0700"),
            (Pattern::Clf, "10/Oct/2000:13:55:36 -070"),
            (Pattern::Clf, "10/Oct/2000:13:55"),
            (Pattern::Iso, "2000-10-10"),
            (Pattern::Iso, "2000-10-10T20:55:36."),
            (Pattern::Epoch(1_000_000), ""),
            (Pattern::Epoch(1_000_000), "12x"),
            (Pattern::Epoch(1_000_000), "99999999999999999999"),
            (Pattern::Any, "-"),
        ] {
            assert_eq!(pattern.read(text.as_bytes()), None, "{text}");
        }
    }
}
