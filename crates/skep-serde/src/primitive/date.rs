//! `date` (`org.apache.hadoop.hive.common.type.Date`).

use super::{calendar, digits, literal, pad, trim};

/// Reads `y-M-d` with a year of 1 to 10 digits and a month and day of 1 or 2; the date must exist. Blanks before it
/// and anything behind it are passed over, as `Date.valueOf` does. Days since 1970-01-01.
pub fn parse_date(text: &[u8]) -> Option<i32> {
    if let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text {
        let all = [y1, y2, y3, y4, m1, m2, d1, d2];
        if all.iter().all(|byte| byte.is_ascii_digit()) {
            let number = |digits: &[&u8]| {
                digits
                    .iter()
                    .fold(0, |n, digit| n * 10 + i64::from(**digit - b'0'))
            };
            return calendar::days_of(
                number(&[y1, y2, y3, y4]),
                number(&[m1, m2]),
                number(&[d1, d2]),
            );
        }
    }
    prefix(trim(text)).map(|(days, _)| days)
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
        for text in [
            "2009-12-13",
            "0001-01-01",
            "2009-02-29",
            "2008-02-29",
            "9999-12-31",
            "2009-13-01",
            "2009-1a-01",
            "20a9-01-01",
        ] {
            let text = text.as_bytes();
            assert_eq!(
                parse_date(text),
                prefix(text).map(|(days, _)| days),
                "{text:?}"
            );
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
