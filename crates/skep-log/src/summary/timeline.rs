//! Requests and bytes over time, by status class, whatever the span and in whatever order lines come.
//!
//! What is held is one bucket for each stretch of time in which something happened. When there are more than [`MOST`] of them, the
//! next wider stretch is taken and buckets are merged; so a second of log and a century of it take the same memory. For a chart
//! the buckets are merged once more, to a round width ([`WIDTHS`]) of which few enough cover the span.

use std::collections::HashMap;

/// Buckets held before they are merged.
const MOST: usize = 8_192;

/// Widths held, in seconds: each divides the next. After a week they double.
const HELD: [i64; 7] = [1, 10, 60, 600, 3_600, DAY, WEEK];

/// Widths drawn, in seconds. After four weeks they double.
const WIDTHS: [i64; 21] = [
    1,
    2,
    5,
    10,
    15,
    30,
    60,
    120,
    300,
    600,
    900,
    1_800,
    3_600,
    7_200,
    10_800,
    14_400,
    21_600,
    43_200,
    DAY,
    WEEK,
    4 * WEEK,
];

/// A day in seconds.
pub(super) const DAY: i64 = 86_400;
const WEEK: i64 = 7 * DAY;
/// 1 January 1970 was a Thursday; weeks begin on Monday.
const MONDAY: i64 = -3 * DAY;

/// The share of lines, on either side of the chart, that may be left out so that the others can be told apart: one
/// line in a thousand with a clock gone wrong shouldn't make the rest one bar.
const STRAY: f64 = 0.001;
/// … but only if they lie this many times farther from the others than these (or a day) last.
const STRAY_GAP: i64 = 3;

/// Status classes: 1xx … 5xx, and none of these.
pub(super) const CLASSES: usize = 6;

/// What happened in one stretch of time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Bucket {
    /// Requests by status class.
    pub(super) requests: [u64; CLASSES],
    /// Bytes sent by status class.
    pub(super) bytes: [u64; CLASSES],
}

impl Bucket {
    fn merge(&mut self, other: &Bucket) {
        for class in 0..CLASSES {
            self.requests[class] += other.requests[class];
            self.bytes[class] = self.bytes[class].saturating_add(other.bytes[class]);
        }
    }

    /// All requests.
    pub(super) fn total(&self) -> u64 {
        self.requests.iter().sum()
    }

    /// All bytes.
    pub(super) fn all_bytes(&self) -> u64 {
        self.bytes.iter().fold(0, |sum, &n| sum.saturating_add(n))
    }
}

/// Buckets by time.
#[derive(Debug)]
pub(super) struct Timeline {
    width: i64,
    places: HashMap<i64, usize>,
    buckets: Vec<Bucket>,
    /// The bucket of the line before: mostly it's this line's too.
    last: (i64, usize),
}

impl Default for Timeline {
    fn default() -> Self {
        Self {
            width: HELD[0],
            places: HashMap::new(),
            buckets: Vec::new(),
            last: (i64::MAX, 0),
        }
    }
}

/// Equally wide buckets in a row, gaps filled: what a chart draws.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Series {
    /// Where the first begins, in seconds of local time since 1970.
    pub(super) start: i64,
    /// The width of each in seconds.
    pub(super) width: i64,
    /// The buckets.
    pub(super) buckets: Vec<Bucket>,
    /// Requests left out because they lie far before the others, and far after.
    pub(super) strays: (u64, u64),
}

impl Series {
    /// When bucket `at` begins.
    pub(super) fn time(&self, at: usize) -> i64 {
        self.start
            .saturating_add(self.width.saturating_mul(at as i64))
    }
}

impl Timeline {
    /// Notes a request at `second` (local time since 1970).
    pub(super) fn add(&mut self, second: i64, class: usize, bytes: u64) {
        let index = floor(second, self.width);
        if index != self.last.0 {
            self.last = (index, self.place(index));
            if self.buckets.len() > MOST {
                self.widen();
                return self.add(second, class, bytes);
            }
        }
        let bucket = &mut self.buckets[self.last.1];
        bucket.requests[class] += 1;
        bucket.bytes[class] = bucket.bytes[class].saturating_add(bytes);
    }

    fn place(&mut self, index: i64) -> usize {
        *self.places.entry(index).or_insert_with(|| {
            self.buckets.push(Bucket::default());
            self.buckets.len() - 1
        })
    }

    /// Merges buckets to the next width.
    fn widen(&mut self) {
        let narrow = std::mem::take(self);
        let next = HELD.iter().find(|&&w| w > narrow.width);
        self.width = next.copied().unwrap_or(narrow.width.saturating_mul(2));
        for (index, at) in narrow.places {
            let to = floor(begin(index, narrow.width), self.width);
            let place = self.place(to);
            self.buckets[place].merge(&narrow.buckets[at]);
        }
    }

    /// At most `most` buckets that cover the span; `None` if nothing has a time.
    pub(super) fn series(&self, most: usize) -> Option<Series> {
        let mut held: Vec<(i64, &Bucket)> = self
            .places
            .iter()
            .map(|(&index, &at)| (begin(index, self.width), &self.buckets[at]))
            .filter(|(_, bucket)| bucket.total() > 0)
            .collect();
        held.sort_unstable_by_key(|&(start, _)| start);
        let (kept, strays) = without_strays(&held);
        let (first, last) = (kept.first()?.0, kept.last()?.0);
        let fits = |&width: &i64| {
            let stretches = floor(last, width).saturating_sub(floor(first, width));
            width % self.width == 0 && stretches < most.max(1) as i64
        };
        let doubling = std::iter::successors(WIDTHS.last().copied(), |w| w.checked_mul(2));
        let width = WIDTHS.into_iter().chain(doubling).find(fits)?;
        let start = floor(first, width);
        let count = (floor(last, width) - start + 1) as usize;
        let mut buckets = vec![Bucket::default(); count];
        for (time, bucket) in kept {
            buckets[(floor(*time, width) - start) as usize].merge(bucket);
        }
        Some(Series {
            start: begin(start, width),
            width,
            buckets,
            strays,
        })
    }
}

/// The number of the stretch of `width` seconds that a time lies in.
fn floor(second: i64, width: i64) -> i64 {
    let anchor = if width >= WEEK { MONDAY } else { 0 };
    second.saturating_sub(anchor).div_euclid(width)
}

/// When stretch `index` begins.
fn begin(index: i64, width: i64) -> i64 {
    let anchor = if width >= WEEK { MONDAY } else { 0 };
    index.saturating_mul(width).saturating_add(anchor)
}

/// Leaves out what lies far from nearly everything else; says how many requests that are, before and after.
fn without_strays<'b>(held: &'b [(i64, &'b Bucket)]) -> (&'b [(i64, &'b Bucket)], (u64, u64)) {
    let total: u64 = held.iter().map(|(_, b)| b.total()).sum();
    let allowed = (total as f64 * STRAY) as u64;
    let within = |buckets: &mut dyn Iterator<Item = u64>| {
        let mut sum = 0;
        buckets
            .take_while(|n| {
                sum += n;
                sum <= allowed
            })
            .count()
    };
    let from = within(&mut held.iter().map(|(_, b)| b.total()));
    let to = held.len() - within(&mut held.iter().rev().map(|(_, b)| b.total()));
    let start = |at: usize| held.get(at).map_or(0, |&(start, _)| start);
    let lasts = start(to.saturating_sub(1))
        .saturating_sub(start(from))
        .max(DAY);
    let gap =
        |at: &usize| start(*at).saturating_sub(start(at - 1)) > lasts.saturating_mul(STRAY_GAP);
    if from >= to {
        return (held, (0, 0));
    }
    let from = (1..=from).rev().find(gap).unwrap_or(0);
    let to = (to..held.len()).find(gap).unwrap_or(held.len());
    let requests = |part: &[(i64, &Bucket)]| part.iter().map(|(_, b)| b.total()).sum();
    (
        &held[from..to],
        (requests(&held[..from]), requests(&held[to..])),
    )
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    /// 17 May 2015 10:05:03, a Sunday.
    const T: i64 = 1_431_857_103;

    fn timeline(times: impl IntoIterator<Item = i64>) -> Timeline {
        let mut timeline = Timeline::default();
        times.into_iter().for_each(|t| timeline.add(t, 1, 10));
        timeline
    }

    fn totals(series: &Series) -> Vec<u64> {
        series.buckets.iter().map(Bucket::total).collect()
    }

    #[test]
    fn the_width_follows_the_span() {
        for (span, width) in [
            (1, 1),
            (119, 1),
            (120, 2),
            (3_600, 60),
            (DAY, 900),
            (29 * DAY, 21_600),
            (365 * DAY, WEEK),
        ] {
            let series = timeline([T, T + span]).series(120).unwrap();
            assert_eq!(series.width, width, "{span}");
            assert!(
                series.buckets.len() <= 120 && series.start <= T && series.start % width == 0
                    || width == WEEK
            );
        }
    }

    #[test]
    fn any_span_takes_bounded_memory_and_loses_nothing() {
        let mut timeline = Timeline::default();
        for i in 0..300_000_i64 {
            // Back and forth over some 95 years.
            timeline.add(T + (i * 7_919 % 300_000) * 10_007, 4, 1);
            assert!(timeline.buckets.len() <= MOST);
        }
        let series = timeline.series(120).unwrap();
        assert!(series.buckets.len() <= 120);
        assert_eq!(
            series.buckets.iter().map(|b| b.requests[4]).sum::<u64>(),
            300_000
        );
        assert_eq!(
            series.buckets.iter().map(Bucket::all_bytes).sum::<u64>(),
            300_000
        );
        assert_eq!(series.strays, (0, 0));
    }

    #[test]
    fn order_does_not_matter() {
        let forth = timeline((0..20_000).map(|i| T + i * 61));
        let back = timeline((0..20_000).rev().map(|i| T + i * 61));
        assert_eq!(forth.series(120), back.series(120));
    }

    #[test]
    fn gaps_are_buckets_too() {
        let series = timeline([T, T, T + 3]).series(120).unwrap();
        assert_eq!((series.start, totals(&series)), (T, vec![2, 0, 0, 1]));
    }

    #[test]
    fn a_stray_does_not_make_the_rest_one_bar() {
        let day = (0..5_000).map(|i| T + i * 17);
        let series = timeline(day.clone().chain([0, 1, i64::MAX / 4]))
            .series(120)
            .unwrap();
        assert_eq!(series.strays, (2, 1));
        assert_eq!(totals(&series).iter().sum::<u64>(), 5_000);
        assert!(series.buckets.len() > 60);
        let one_side = timeline(day.chain([0])).series(120).unwrap();
        assert_eq!(one_side.strays, (1, 0));
    }

    #[test]
    fn times_at_the_ends_of_the_world_do_not_overflow() {
        let series = timeline([i64::MIN, i64::MAX, 0]).series(120);
        assert!(series.is_none_or(|s| s.buckets.len() <= 120));
        assert_eq!(timeline([]).series(120), None);
    }
}
