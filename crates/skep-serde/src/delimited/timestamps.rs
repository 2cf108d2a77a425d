//! `timestamp.formats`: timestamps by a Java date pattern (`TimestampParser`).

use crate::primitive::calendar::{MICROS_PER_DAY, MICROS_PER_SECOND, days_of};

/// Reads `text` by `pattern`, all of it; microseconds since 1970.
///
/// Patterns are made of `y M d H m s S`, quoted text and plain characters; `millis` reads milliseconds since 1970.
/// Other letters match nothing.
pub(super) fn parse(text: &[u8], pattern: &str) -> Option<i64> {
    if pattern.eq_ignore_ascii_case("millis") {
        return millis(std::str::from_utf8(text).ok()?);
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
        // Fields that touch are cut by their width; others take all digits.
        let touching = letters.first().is_some_and(u8::is_ascii_alphabetic);
        let limit = if touching { width } else { 9 };
        let count = rest
            .iter()
            .take(limit)
            .take_while(|b| b.is_ascii_digit())
            .count();
        fields.set(*letter, rest.get(..count)?)?;
        rest = rest.get(count..)?;
    }
    if rest.is_empty() {
        fields.micros()
    } else {
        None
    }
}

fn millis(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    whole.parse::<i64>().ok()?.checked_mul(1000)
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
    micros: i64,
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
            micros: 0,
        }
    }
}

impl Fields {
    fn set(&mut self, letter: u8, digits: &[u8]) -> Option<()> {
        let text = std::str::from_utf8(digits).ok()?;
        let number: i64 = text.parse().ok()?;
        match letter {
            b'y' | b'u' => self.year = number,
            b'M' => self.month = number,
            b'd' => self.day = number,
            b'H' => self.hour = number,
            b'm' => self.minute = number,
            b's' => self.second = number,
            b'S' => self.micros = format!("{text:0<6}").get(..6)?.parse().ok()?,
            _ => return None,
        }
        Some(())
    }

    fn micros(&self) -> Option<i64> {
        if self.hour > 23 || self.minute > 59 || self.second > 59 {
            return None;
        }
        let days = i64::from(days_of(self.year, self.month, self.day)?);
        let seconds = (self.hour * 60 + self.minute) * 60 + self.second;
        days.checked_mul(MICROS_PER_DAY)?
            .checked_add(seconds * MICROS_PER_SECOND)?
            .checked_add(self.micros)
    }
}
