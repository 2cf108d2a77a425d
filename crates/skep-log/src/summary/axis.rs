//! Where axes have their ticks, and where they end.

use chrono::{DateTime, Datelike, Timelike};

use super::figures::written;
use super::timeline::{DAY, Series};

/// Where an axis of time has its ticks: a bucket's number and the label, `most` of them at most.
pub(super) fn ticks(series: &Series, most: usize) -> Vec<(usize, String)> {
    let all = Grain::ALL.iter().map(|grain| grain.ticks(series));
    let mut found = all
        .into_iter()
        .find(|ticks| ticks.len() <= most)
        .unwrap_or_default();
    if found.is_empty() && !series.buckets.is_empty() {
        found.push((0, written(series.start, "%-d %b %Y %H:%M")));
    }
    found
}

/// How far ticks lie apart.
enum Grain {
    Seconds(i64),
    Months(i32),
    Years(i32),
}

impl Grain {
    const ALL: [Grain; 27] = [
        Grain::Seconds(1),
        Grain::Seconds(5),
        Grain::Seconds(10),
        Grain::Seconds(30),
        Grain::Seconds(60),
        Grain::Seconds(300),
        Grain::Seconds(600),
        Grain::Seconds(1_800),
        Grain::Seconds(3_600),
        Grain::Seconds(2 * 3_600),
        Grain::Seconds(3 * 3_600),
        Grain::Seconds(6 * 3_600),
        Grain::Seconds(12 * 3_600),
        Grain::Seconds(DAY),
        Grain::Seconds(2 * DAY),
        Grain::Seconds(7 * DAY),
        Grain::Months(1),
        Grain::Months(2),
        Grain::Months(3),
        Grain::Months(6),
        Grain::Years(1),
        Grain::Years(2),
        Grain::Years(5),
        Grain::Years(10),
        Grain::Years(50),
        Grain::Years(100),
        Grain::Years(1_000),
    ];

    /// The number of the stretch between two ticks that a moment lies in.
    fn index(&self, second: i64) -> i64 {
        // Weeks begin on Monday; 1 January 1970 was a Thursday.
        let date = || DateTime::from_timestamp(second, 0).unwrap_or_default();
        match *self {
            Grain::Seconds(step) if step == 7 * DAY => {
                second.saturating_add(3 * DAY).div_euclid(step)
            }
            Grain::Seconds(step) => second.div_euclid(step),
            Grain::Months(step) => {
                i64::from((date().year() * 12 + date().month0() as i32).div_euclid(step))
            }
            Grain::Years(step) => i64::from(date().year().div_euclid(step)),
        }
    }

    /// A tick at each bucket that begins another stretch than the one before.
    fn ticks(&self, series: &Series) -> Vec<(usize, String)> {
        let begins = |at: &usize| {
            let time = series.time(*at);
            self.index(time) != self.index(time.saturating_sub(series.width))
        };
        let at = (0..series.buckets.len()).filter(begins);
        at.map(|at| (at, self.label(series.time(at)))).collect()
    }

    fn label(&self, second: i64) -> String {
        let date = DateTime::from_timestamp(second, 0).unwrap_or_default();
        let format = match *self {
            Grain::Seconds(step) if step >= DAY => "%-d %b",
            Grain::Seconds(_) if date.num_seconds_from_midnight() == 0 => "%-d %b",
            Grain::Seconds(step) if step < 60 => "%H:%M:%S",
            Grain::Seconds(_) => "%H:%M",
            Grain::Months(_) if date.month() == 1 => "%Y",
            Grain::Months(_) => "%b",
            Grain::Years(_) => "%Y",
        };
        date.format(format).to_string()
    }
}

/// The next round number that isn't less, where an axis ends; its half is round too, and whole.
pub(super) fn round_up(n: u64) -> u64 {
    const SMALL: [u64; 5] = [1, 2, 4, 6, 10];
    if let Some(&round) = SMALL.iter().find(|&&round| round >= n) {
        return round;
    }
    let power = 10_u64.pow(n.ilog10());
    let twentieths = [20, 24, 32, 40, 48, 60, 80, 100, 120, 160, 200].into_iter();
    let round = |steps: u128| u64::try_from(u128::from(power) * steps / 20).ok();
    twentieths
        .filter_map(round)
        .find(|&round| round >= n)
        .unwrap_or(n)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::summary::figures::stretch;
    use crate::summary::timeline::{Bucket, Timeline};

    #[test]
    fn axes_end_on_round_numbers() {
        for (n, expected) in [
            (0, 1),
            (3, 4),
            (7, 10),
            (11, 12),
            (15, 16),
            (120, 120),
            (162, 200),
            (999, 1_000),
            (2_001, 2_400),
        ] {
            assert_eq!(round_up(n), expected);
        }
        assert!(round_up(u64::MAX) == u64::MAX);
    }

    #[test]
    fn ticks_stand_where_a_person_would_put_them() {
        let mut timeline = Timeline::default();
        // 17 May 2015 10:05:03 to 20 May 21:05:59: the real log's span.
        [1_431_857_103, 1_432_155_959]
            .into_iter()
            .for_each(|t| timeline.add(t, 1, 0));
        let series = timeline.series(120).unwrap();
        assert_eq!((series.width, series.buckets.len()), (3_600, 84));
        let labels: Vec<_> = ticks(&series, 8)
            .into_iter()
            .map(|(_, label)| label)
            .collect();
        assert_eq!(
            labels,
            [
                "12:00", "18 May", "12:00", "19 May", "12:00", "20 May", "12:00"
            ]
        );
        assert_eq!(ticks(&series, 3).len(), 3);
        assert_eq!(stretch(&series, 0), "17 May 2015 10:00 – 11:00");
        let one = Series {
            start: 60,
            width: 1,
            buckets: vec![Bucket::default()],
            strays: (0, 0),
        };
        assert_eq!(ticks(&one, 5), [(0, "00:01:00".into())]);
        assert_eq!(ticks(&one, 0), [(0, "1 Jan 1970 00:01".into())]);
    }
}
