//! `timestamp.formats`: timestamps by a Java date pattern (`TimestampParser`, `java.time.format.DateTimeFormatter`).

use crate::primitive::calendar::{MICROS_PER_DAY, MICROS_PER_SECOND, days_of};
use crate::primitive::parse_timestamp;

/// Reads `text` by the first of `patterns` that fits, else in the usual form; microseconds since 1970.
pub(crate) fn parse_by(text: &[u8], patterns: &[String]) -> Option<i64> {
    let mut read = patterns.iter().filter_map(|pattern| parse(text, pattern));
    read.next().or_else(|| parse_timestamp(text))
}

/// The pattern that is tried before all others: milliseconds since 1970.
pub(super) const MILLIS: &str = "millis";

/// Reads `text` by `pattern`, all of it; microseconds since 1970.
///
/// Patterns are made of `y u M d H m s S`, quoted text and plain characters; `millis` reads milliseconds since 1970.
/// Other letters match nothing, nor do names of months.
pub(super) fn parse(text: &[u8], pattern: &str) -> Option<i64> {
    if pattern == MILLIS {
        return millis(text);
    }
    let mut fields = Fields::default();
    let mut rest = text;
    let mut letters = pattern.as_bytes();
    while let [letter, ..] = letters {
        if *letter == b'\'' {
            (rest, letters) = quoted(rest, letters)?;
            continue;
        }
        let width = letters.iter().take_while(|l| *l == letter).count();
        letters = letters.get(width..)?;
        if !letter.is_ascii_alphabetic() {
            rest = (0..width).try_fold(rest, |rest, _| rest.strip_prefix(&[*letter]))?;
            continue;
        }
        let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
        let count = match fixed(*letter, width) {
            Some(count) => count,
            // One that takes any number of digits leaves to the fields that touch it what they need.
            None => digits.checked_sub(touching(letters))?.max(width),
        };
        if digits < count || count > 18 {
            return None;
        }
        fields.set(*letter, width, rest.get(..count)?)?;
        rest = rest.get(count..)?;
    }
    if rest.is_empty() {
        fields.micros()
    } else {
        None
    }
}

/// How many digits a field has; None for any number.
fn fixed(letter: u8, width: usize) -> Option<usize> {
    match (letter, width) {
        (b'y' | b'u', 1 | 3) | (b'M' | b'd' | b'H' | b'm' | b's', 1) => None,
        _ => Some(width),
    }
}

/// How many digits the fields take that follow at once.
fn touching(mut letters: &[u8]) -> usize {
    let mut digits = 0;
    while let [letter @ (b'M' | b'd' | b'H' | b'm' | b's' | b'S'), ..] = letters {
        let width = letters.iter().take_while(|l| *l == letter).count();
        match fixed(*letter, width) {
            Some(count) => digits += count,
            None => break,
        }
        letters = letters.get(width..).unwrap_or_default();
    }
    digits
}

/// A number, of which the fraction is cut.
fn millis(text: &[u8]) -> Option<i64> {
    let (sign, digits) = match text {
        [b'-', rest @ ..] => (-1, rest),
        [b'+', rest @ ..] => (1, rest),
        _ => (1, text),
    };
    let point = digits.iter().position(|b| *b == b'.');
    let (whole, fraction) = digits.split_at(point.unwrap_or(digits.len()));
    let fraction = fraction.get(1..).unwrap_or_default();
    if whole.is_empty() && fraction.is_empty() || !fraction.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let whole = whole.iter().try_fold(0_i64, |value, digit| {
        let digit = digit.is_ascii_digit().then(|| digit - b'0')?;
        value.checked_mul(10)?.checked_add(digit.into())
    });
    whole?.checked_mul(sign * 1000)
}

/// `'T'` stands for T, `''` for a quote.
fn quoted<'a, 'b>(rest: &'a [u8], letters: &'b [u8]) -> Option<(&'a [u8], &'b [u8])> {
    let inner = letters.get(1..)?;
    let end = inner.iter().position(|b| *b == b'\'')?;
    let text: &[u8] = if end == 0 { b"'" } else { inner.get(..end)? };
    Some((rest.strip_prefix(text)?, inner.get(end + 1..)?))
}

struct Fields {
    year: i64,
    month: i64,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
    millis: i64,
}

impl Default for Fields {
    fn default() -> Fields {
        Fields {
            year: 1970,
            month: 1,
            day: 1,
            hour: 0,
            minute: 0,
            second: 0,
            millis: 0,
        }
    }
}

impl Fields {
    fn set(&mut self, letter: u8, width: usize, digits: &[u8]) -> Option<()> {
        let text = std::str::from_utf8(digits).ok()?;
        let number: i64 = text.parse().ok()?;
        match (letter, width) {
            (b'y' | b'u', 2) => self.year = 2000 + number,
            (b'y', _) if number == 0 => return None,
            (b'y' | b'u', _) => self.year = number,
            (b'M', 1 | 2) => self.month = number,
            (b'd', 1 | 2) => self.day = number,
            (b'H', 1 | 2) => self.hour = number,
            (b'm', 1 | 2) => self.minute = number,
            (b's', 1 | 2) => self.second = number,
            // Hive keeps thousandths of a second.
            (b'S', 1..=9) => self.millis = format!("{text:0<3}").get(..3)?.parse().ok()?,
            _ => return None,
        }
        Some(())
    }

    fn micros(&self) -> Option<i64> {
        let in_range = (1..=31).contains(&self.day)
            && self.hour <= 23
            && self.minute <= 59
            && self.second <= 59;
        if !in_range {
            return None;
        }
        // `ResolverStyle.SMART`: the 31st of a shorter month is its last day.
        let days = (0..4).find_map(|less| days_of(self.year, self.month, self.day - less))?;
        let seconds = (self.hour * 60 + self.minute) * 60 + self.second;
        i64::from(days)
            .checked_mul(MICROS_PER_DAY)?
            .checked_add(seconds * MICROS_PER_SECOND)?
            .checked_add(self.millis * 1000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // By the rules of DateTimeFormatterBuilder.appendPattern.
    #[test]
    fn reads_as_java() {
        let check = |pattern: &str, text: &str, expected: Option<i64>| {
            let found = parse(text.as_bytes(), pattern);
            assert_eq!(found, expected, "{text:?} by {pattern:?}");
        };
        const DAY: i64 = MICROS_PER_DAY;
        check("yyyy-MM-dd", "1970-01-02", Some(DAY));
        check("yyyy-MM-dd", "1970-1-2", None);
        check("yyyy-M-d", "1970-1-2", Some(DAY));
        check("yyyy-M-d", "1970-01-02", Some(DAY));
        check("yyyy-MM-dd", "01970-01-02", None);
        check(
            "yyyyMMddHHmmss",
            "19700103000001",
            Some(2 * DAY + 1_000_000),
        );
        check("yyyyMMddHHmmss", "197001030000010", None);
        check("yMMdd", "19700103", Some(2 * DAY));
        check("dd.MM.yy", "01.01.70", Some(36_525 * DAY));
        check("yyyy-MM-dd", "1970-02-31", Some(58 * DAY));
        check("yyyy-MM-dd", "1970-02-32", None);
        check("yyyy-MM-dd", "0000-01-01", None);
        check("HH:mm:ss.SSSSSS", "00:00:01.123456", Some(1_123_000));
        check("HH:mm:ss.S", "00:00:01.12", None);
        check("HH:mm", "24:00", None);
        check("MMM", "Jan", None);
        check("millis", "-1.9", Some(-1000));
        check("millis", ".5", Some(0));
        check("millis", "9223372036854775807", None);
        check("millis", "1-2", None);
    }
}
