//! How numbers, sizes and times read.
//!
//! Sizes are decimal (1 kB is 1,000 bytes), as traffic is billed.

use chrono::DateTime;

use super::report::Count;
use super::timeline::{DAY, Series};

/// `1,234,567`.
pub(super) fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `~1,234` if it is an estimate.
pub(super) fn count(count: Count) -> String {
    let sign = if count.estimate { "~" } else { "" };
    format!("{sign}{}", grouped(count.value))
}

/// `950`, `1.2k`, `34k`, `5.6M`: three figures at most.
pub(super) fn short(n: u64) -> String {
    scaled(n, &["", "k", "M", "G", "T", "P", "E"])
}

/// `950 B`, `1.2 kB`, `34 MB`.
pub(super) fn bytes(n: u64) -> String {
    scaled(n, &[" B", " kB", " MB", " GB", " TB", " PB", " EB"])
}

fn scaled(n: u64, units: &[&str]) -> String {
    let mut value = n as f64;
    let mut unit = 0;
    // 999.5 would read as 1000.
    while value >= 999.5 && unit + 1 < units.len() {
        value /= 1_000.0;
        unit += 1;
    }
    let name = units.get(unit).copied().unwrap_or_default();
    let whole = unit == 0 || value >= 9.95;
    let digits = usize::from(!whole);
    let text = format!("{value:.digits$}");
    format!("{}{name}", text.strip_suffix(".0").unwrap_or(&text))
}

/// `12.3%`; `<0.1%` for what is there but too little for a figure.
pub(super) fn share(part: u64, whole: u64) -> String {
    let percent = ratio(part, whole) * 100.0;
    match percent {
        _ if part == 0 => "0%".to_owned(),
        p if p < 0.05 => "<0.1%".to_owned(),
        p if p > 99.95 && part < whole => ">99.9%".to_owned(),
        p if p > 99.95 => "100%".to_owned(),
        p => format!("{p:.1}%"),
    }
}

/// A text with its first letter large.
pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

/// `part / whole`; 0 where the whole is nothing.
pub(super) fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

/// Microseconds: `840 µs`, `12 ms`, `1.24 s`, `3 min 20 s`, `2 h 5 min`.
pub(super) fn micros(n: u64) -> String {
    let seconds = n / 1_000_000;
    match n {
        0..1_000 => format!("{n} µs"),
        1_000..9_950 => format!("{:.1} ms", n as f64 / 1e3),
        9_950..999_500 => format!("{:.0} ms", n as f64 / 1e3),
        999_500..59_950_000 => format!("{:.2} s", n as f64 / 1e6),
        _ => span(seconds as i64),
    }
}

/// Seconds in the two largest units: `3 days 11 h`, `1 min`.
pub(super) fn span(seconds: i64) -> String {
    const UNITS: [(i64, &str, &str); 5] = [
        (DAY, " day", " days"),
        (3_600, " h", " h"),
        (60, " min", " min"),
        (1, " s", " s"),
        (0, "", ""),
    ];
    let seconds = seconds.max(0);
    let said = |n: i64, one: &str, many: &str| {
        format!("{}{}", grouped(n as u64), if n == 1 { one } else { many })
    };
    for pair in UNITS.windows(2) {
        let [(size, one, many), (next, next_one, next_many)] = *pair else {
            continue;
        };
        if seconds < size && next > 0 {
            continue;
        }
        let rest = if next == 0 { 0 } else { seconds % size / next };
        let first = said(seconds / size, one, many);
        return if rest == 0 {
            first
        } else {
            format!("{first} {}", said(rest, next_one, next_many))
        };
    }
    "0 s".to_owned()
}

/// `17 May 2015 10:05:03` of seconds of local time since 1970.
pub(super) fn moment(second: i64) -> String {
    written(second, "%-d %b %Y %H:%M:%S")
}

/// A moment as chrono's format says.
pub(super) fn written(second: i64, format: &str) -> String {
    let time = DateTime::from_timestamp(second, 0).map(|t| t.format(format).to_string());
    time.unwrap_or_else(|| format!("second {second}"))
}

/// `+02:00`, `UTC`.
pub(super) fn zone(offset: i32) -> String {
    if offset == 0 {
        return "UTC".to_owned();
    }
    let sign = if offset < 0 { '-' } else { '+' };
    let minutes = offset.unsigned_abs() / 60;
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// A bucket's stretch of time: `17 May 2015 10:00 – 11:00`.
pub(super) fn stretch(series: &Series, at: usize) -> String {
    let (from, to) = (
        series.time(at),
        series.time(at).saturating_add(series.width),
    );
    let clock = if series.width < 60 {
        "%H:%M:%S"
    } else {
        "%H:%M"
    };
    if series.width < DAY {
        return format!(
            "{} – {}",
            written(from, &format!("%-d %b %Y {clock}")),
            written(to, clock)
        );
    }
    if series.width == DAY {
        return written(from, "%a %-d %b %Y");
    }
    format!(
        "{} – {}",
        written(from, "%-d %b %Y"),
        written(to - DAY, "%-d %b %Y")
    )
}

/// What a bucket's width is called: `15 minutes`, `hour`, `week`.
pub(super) fn width(seconds: i64) -> String {
    const UNITS: [(i64, &str); 5] = [
        (7 * DAY, "week"),
        (DAY, "day"),
        (3_600, "hour"),
        (60, "minute"),
        (1, "second"),
    ];
    let unit = UNITS.iter().find(|(size, _)| seconds % size == 0);
    let (size, name) = unit.copied().unwrap_or((1, "second"));
    match seconds / size {
        1 => name.to_owned(),
        n => format!("{} {name}s", grouped(n as u64)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        let cases = [
            (0, "0", "0", "0 B"),
            (999, "999", "999", "999 B"),
            (1_000, "1,000", "1k", "1 kB"),
            (1_234, "1,234", "1.2k", "1.2 kB"),
            (9_960, "9,960", "10k", "10 kB"),
            (999_499, "999,499", "999k", "999 kB"),
            (999_500, "999,500", "1M", "1 MB"),
            (1_234_567_890, "1,234,567,890", "1.2G", "1.2 GB"),
            (u64::MAX, "18,446,744,073,709,551,615", "18E", "18 EB"),
        ];
        for (n, plain, few, size) in cases {
            assert_eq!(
                (grouped(n), short(n), bytes(n)),
                (plain.into(), few.into(), size.into())
            );
        }
        assert_eq!(count(Count::estimate(1_500)), "~1,500");
    }

    #[test]
    fn shares_never_claim_nothing_or_all() {
        let cases = [
            (0, 5, "0%"),
            (1, 1_000_000, "<0.1%"),
            (1, 3, "33.3%"),
            (999_999, 1_000_000, ">99.9%"),
            (7, 7, "100%"),
            (0, 0, "0%"),
        ];
        for (part, whole, expected) in cases {
            assert_eq!(share(part, whole), expected);
        }
    }

    #[test]
    fn durations_read_well() {
        let cases = [
            (0, "0 µs"),
            (840, "840 µs"),
            (1_240, "1.2 ms"),
            (12_400, "12 ms"),
            (999_499, "999 ms"),
            (1_240_000, "1.24 s"),
            (200_000_000, "3 min 20 s"),
            (7_500_000_000, "2 h 5 min"),
            (300_000_000_000, "3 days 11 h"),
        ];
        for (n, expected) in cases {
            assert_eq!(micros(n), expected);
        }
        assert_eq!(
            (span(0), span(1), span(86_400)),
            ("0 s".into(), "1 s".into(), "1 day".into())
        );
        assert_eq!(
            (width(1), width(900), width(604_800), width(86_400)),
            (
                "second".into(),
                "15 minutes".into(),
                "week".into(),
                "day".into()
            )
        );
        assert_eq!(
            (zone(0), zone(7_200), zone(-12_600)),
            ("UTC".into(), "+02:00".into(), "-03:30".into())
        );
    }
}
