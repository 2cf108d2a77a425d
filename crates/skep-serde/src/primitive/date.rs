//! `date` (`org.apache.hadoop.hive.common.type.Date`).

use super::{calendar, digits, literal, pad, trim};

/// Reads `y-M-d` with a year of 1 to 10 digits and a month and day of 1 or 2; the date must exist. Blanks before it
/// and anything behind it are passed over, as `Date.valueOf` does. Days since 1970-01-01.
pub fn parse_date(text: &[u8]) -> Option<i32> {
    usual(text).unwrap_or_else(|| parse_any(text))
}

fn parse_any(text: &[u8]) -> Option<i32> {
    prefix(trim(text)).map(|(days, _)| days)
}

/// `yyyy-MM-dd` and nothing else, read at once: its day, None inside if there is none such.
#[inline]
fn usual(text: &[u8]) -> Option<Option<i32>> {
    // `0000-00-`, and where its digits stand.
    const FORM: u64 = u64::from_le_bytes(*b"0000-00-");
    const SIX: u64 = 0x0006_0600_0606_0606;
    const HIGH: u64 = 0xFFF0_F0FF_F0F0_F0F0;
    let [head @ .., d1, d2] = text else {
        return None;
    };
    let word = u64::from_le_bytes(*head.as_array::<8>()?) ^ FORM;
    let (d1, d2) = (d1.wrapping_sub(b'0'), d2.wrapping_sub(b'0'));
    if (word | word.wrapping_add(SIX)) & HIGH != 0 || d1 > 9 || d2 > 9 {
        return None;
    }
    let digit = |at: u32| (word >> (8 * at) & 0xF) as u32;
    let year = digit(0) * 1000 + digit(1) * 100 + digit(2) * 10 + digit(3);
    let month = digit(5) * 10 + digit(6);
    Some(calendar::days_of_usual(
        year,
        month,
        u32::from(d1) * 10 + u32::from(d2),
    ))
}

/// Reads a date from the front and gives what follows.
pub(crate) fn prefix(text: &[u8]) -> Option<(i32, &[u8])> {
    let (negative, rest) = match text {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, text),
    };
    let (year, rest) = digits(rest, 1, 10)?;
    let (month, rest) = digits(literal(rest, b'-')?, 1, 2)?;
    let (day, rest) = digits(literal(rest, b'-')?, 1, 2)?;
    let year = if negative { -year } else { year };
    Some((calendar::days_of(year, month, day)?, rest))
}

/// Appends `yyyy-MM-dd`.
pub fn format_date(days: i32, out: &mut Vec<u8>) {
    format_days(i64::from(days), out);
}

/// Java's `uuuu`: four digits, a sign before negative and five-digit years.
pub(crate) fn format_days(days: i64, out: &mut Vec<u8>) {
    let (year, month, day) = calendar::date_of(days);
    if year < 0 {
        out.push(b'-');
    } else if year > 9999 {
        out.push(b'+');
    }
    pad(out, year, 4);
    out.push(b'-');
    pad(out, month, 2);
    out.push(b'-');
    pad(out, day, 2);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_form_is_read_alike() {
        let check = |text: &[u8]| assert_eq!(parse_date(text), parse_any(text), "{text:?}");
        for year in 0..=9999 {
            // All days of some years, the first ones of all; also those that no month has.
            let (months, days) = if year % 97 == 0 || year % 400 == 0 {
                (14, 33)
            } else {
                (2, 2)
            };
            for month in 0..months {
                (0..days)
                    .for_each(|day| check(format!("{year:04}-{month:02}-{day:02}").as_bytes()));
            }
        }
        // Every other byte in every place.
        for place in 0..10 {
            for byte in 0..=u8::MAX {
                let mut text = *b"2009-12-13";
                text[place] = byte;
                check(&text);
            }
        }
    }

    #[test]
    fn reads_and_writes() {
        let check = |text: &str, expected: Option<&str>| {
            let shown = parse_date(text.as_bytes()).map(|days| {
                let mut out = Vec::new();
                format_date(days, &mut out);
                String::from_utf8_lossy(&out).into_owned()
            });
            assert_eq!(shown.as_deref(), expected, "{text:?}");
        };
        check("2009-12-13", Some("2009-12-13"));
        check(" 2009-1-3 ", Some("2009-01-03"));
        check("1-1-1", Some("0001-01-01"));
        check("9999-12-31", Some("9999-12-31"));
        check("2009-12-13 10:00:00", Some("2009-12-13"));
        check("2009-12-13abc", Some("2009-12-13"));
        check("1582-10-10", Some("1582-10-10"));
        for bad in [
            "",
            "2009",
            "2009-02-30",
            "2009-13-01",
            "+2009-01-01",
            "abc",
            "2009/01/01",
        ] {
            check(bad, None);
        }
    }
}
