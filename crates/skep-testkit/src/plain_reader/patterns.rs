//! `timestamp.formats`: Java's date patterns, as far as they are made of numbers (`DateTimeFormatter`).

use skep_serde::primitive;

/// One of the patterns.
#[derive(Debug)]
pub(super) struct Pattern(String);

impl Pattern {
    /// Those of a list, in the order in which they are tried: `millis` first, wherever it stands.
    pub(super) fn all(list: &str) -> Vec<Pattern> {
        let (first, others): (Vec<&str>, Vec<&str>) =
            list.split(',').partition(|pattern| *pattern == "millis");
        let all = first.into_iter().chain(others);
        all.filter(|pattern| !pattern.is_empty())
            .map(|pattern| Pattern(pattern.to_owned()))
            .collect()
    }

    /// The timestamp that the text stands for, in microseconds.
    pub(super) fn micros(&self, text: &[u8]) -> Option<i64> {
        let text = std::str::from_utf8(text).ok()?;
        if self.0 == "millis" {
            return millis(text);
        }
        let [
            mut year,
            mut month,
            mut day,
            mut hour,
            mut minute,
            mut second,
            mut milli,
        ] = [1970, 1, 1, 0, 0, 0, 0];
        let mut rest = text;
        let mut pattern = self.0.as_str();
        while let Some(letter) = pattern.chars().next() {
            if letter == '\'' {
                let (quoted, after) = pattern[1..].split_once('\'')?;
                rest = rest.strip_prefix(quoted)?;
                pattern = after;
                continue;
            }
            let width = pattern.chars().take_while(|c| *c == letter).count();
            pattern = &pattern[width..];
            if !letter.is_ascii_alphabetic() {
                rest = rest.strip_prefix(letter.to_string().repeat(width).as_str())?;
                continue;
            }
            // Two letters want two digits, one letter any number of them; four letters four.
            let most = if width == 1 { 19 } else { width };
            let digits: String = rest
                .chars()
                .take(most)
                .take_while(char::is_ascii_digit)
                .collect();
            if digits.len() < width {
                return None;
            }
            rest = &rest[digits.len()..];
            let number: i64 = digits.parse().ok()?;
            match letter {
                'y' => year = Some(number).filter(|n| *n >= 1)?,
                'M' => month = number,
                'd' => day = number,
                'H' => hour = Some(number).filter(|n| *n < 24)?,
                'm' => minute = Some(number).filter(|n| *n < 60)?,
                's' => second = Some(number).filter(|n| *n < 60)?,
                // A fraction of a second, of which Hive keeps thousandths.
                'S' => milli = format!("{digits}00")[..3].parse().ok()?,
                _ => return None,
            }
        }
        if !rest.is_empty() || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return None;
        }
        // `ResolverStyle.SMART`: the 31st of a shorter month is its last day.
        let days = (0..4).find_map(|less| {
            let date = format!("{year}-{month}-{}", day - less);
            primitive::parse_date(date.as_bytes())
        })?;
        let seconds = ((i64::from(days) * 24 + hour) * 60 + minute) * 60 + second;
        Some((seconds * 1000 + milli) * 1000)
    }
}

/// Milliseconds since 1970, of which a fraction is cut off. Java takes an exponent too; no test has one.
fn millis(text: &str) -> Option<i64> {
    let (sign, digits) = match text.as_bytes().first()? {
        b'-' => (-1, &text[1..]),
        b'+' => (1, &text[1..]),
        _ => (1, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() + fraction.len() == 0 || !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let whole: i64 = format!("0{whole}").parse().ok()?;
    (sign * whole).checked_mul(1000)
}
