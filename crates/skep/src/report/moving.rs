//! The line that moves while a dump runs: what is read, how far it is, how fast, and how long it will take.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use indicatif::HumanDuration;

use crate::progress::{bytes, count};

/// The speed is that of the last seconds.
const LATELY: Duration = Duration::from_secs(5);
/// Marks from which it is told aren't closer to each other.
const APART: Duration = Duration::from_millis(200);
/// Nothing is foretold before.
const EARLY: Duration = Duration::from_secs(1);

/// How far a run is.
#[derive(Debug, Default)]
pub(super) struct Moving {
    /// What is being read.
    subject: String,
    /// Days of the table at hand that are due in all, and that are over.
    due: usize,
    over: usize,
    /// From when they were counted.
    since: Option<Instant>,
    /// Rows of the run when the subject began.
    before: u64,
    /// About how many the subject has; 0 where that isn't known.
    expected: u64,
    /// How many times as many the last subject of the table had as was expected. A server's guesses of a range are often twice what there is.
    factor: Option<f64>,
    /// Rows and bytes at moments of the last seconds.
    marks: VecDeque<(Instant, u64, u64)>,
}

impl Moving {
    /// A table with so many days begins.
    pub(super) fn due(&mut self, days: usize, now: Instant) {
        (self.due, self.over, self.since) = (days, 0, Some(now));
        self.factor = None;
    }

    /// A day or a table begins, when the run has read so many rows.
    pub(super) fn begin(&mut self, subject: &str, rows: u64) {
        subject.clone_into(&mut self.subject);
        (self.before, self.expected) = (rows, 0);
    }

    /// What was begun has about so many rows. Said again when it is begun anew.
    pub(super) fn expect(&mut self, expected: u64, rows: u64) {
        let corrected = expected as f64 * self.factor.unwrap_or(1.0);
        (self.before, self.expected) = (rows, corrected as u64);
    }

    /// It has ended, well or not, when the run has read so many rows.
    pub(super) fn end(&mut self, rows: u64) {
        self.over += 1;
        let here = rows.saturating_sub(self.before);
        if here > 0 && self.expected > 0 {
            let factor = here as f64 / self.expected as f64;
            self.factor = Some(self.factor.unwrap_or(1.0) * factor);
        }
    }

    /// `log_entries 2009-12-13  3/20  20 seconds left  12.0 K of ~33.0 K rows  190.0 K rows/s  32.6 MB/s`; on a narrow terminal what stands last is cut.
    pub(super) fn line(&mut self, now: Instant, read: u64, size: u64) -> String {
        let (row_rate, byte_rate) = self.speed(now, read, size);
        let here = read.saturating_sub(self.before);
        let mut parts = vec![self.subject.clone()];
        if self.due > 1 {
            parts.push(format!("{}/{}", self.over, self.due));
        }
        if let Some(left) = self.left(now, here) {
            parts.push(format!("{} left", HumanDuration(left)));
        }
        parts.push(match self.expected > here {
            true => format!("{} of ~{} rows", count(here), count(self.expected)),
            false => format!("{} rows", count(here)),
        });
        parts.push(format!("{} rows/s", count(row_rate)));
        parts.push(format!("{}/s", bytes(byte_rate)));
        parts.join("  ")
    }

    fn speed(&mut self, now: Instant, read: u64, size: u64) -> (u64, u64) {
        let is_due = |mark: &(Instant, u64, u64)| now.duration_since(mark.0) >= APART;
        if self.marks.back().is_none_or(is_due) {
            self.marks.push_back((now, read, size));
        }
        while self.marks.len() > 2
            && self
                .marks
                .front()
                .is_some_and(|mark| now.duration_since(mark.0) > LATELY)
        {
            self.marks.pop_front();
        }
        let Some((then, rows, bytes)) = self.marks.front() else {
            return (0, 0);
        };
        let seconds = now.duration_since(*then).as_secs_f64().max(0.1);
        let rate = |now: u64, then: u64| (now.saturating_sub(then) as f64 / seconds) as u64;
        (rate(read, *rows), rate(size, *bytes))
    }

    /// By the share of the table that is done: whole days, and of the one at hand the rows that are read.
    fn left(&self, now: Instant, here: u64) -> Option<Duration> {
        let elapsed = now.duration_since(self.since?);
        let part = match self.expected {
            0 => 0.0,
            expected => (here as f64 / expected as f64).min(1.0),
        };
        let share = (self.over as f64 + part) / self.due.max(1) as f64;
        (elapsed >= EARLY && share > 0.01 && share < 1.0)
            .then(|| elapsed.mul_f64((1.0 - share) / share))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_tells_what_how_far_how_fast_and_how_long() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut moving = Moving::default();
        moving.due(4, start);
        moving.begin("log 2009-12-13", 0);
        assert_eq!(
            moving.line(start, 0, 0),
            "log 2009-12-13  0/4  0 rows  0 rows/s  0 B/s"
        );
        // Half of what was expected, and so it will be tomorrow.
        moving.expect(2_000, 0);
        moving.end(1_000);
        moving.begin("log 2009-12-14", 1_000);
        moving.expect(4_000, 1_000);
        // One day and a half of four in three seconds: five more for the other two and a half.
        assert_eq!(
            moving.line(at(3), 2_000, 600_000),
            "log 2009-12-14  1/4  5 seconds left  1.0 K of ~2.0 K rows  666 rows/s  200.0 KB/s"
        );
        // What counts is the speed of the last seconds, and that the guess was too low is no harm.
        moving.line(at(58), 2_000, 600_000);
        moving.line(at(59), 2_000, 600_000);
        assert_eq!(
            moving.line(at(63), 4_000, 600_000),
            "log 2009-12-14  1/4  63 seconds left  3.0 K rows  400 rows/s  0 B/s"
        );
        moving.due(1, at(63));
        moving.begin("users", 4_000);
        assert_eq!(
            moving.line(at(63), 4_000, 600_000),
            "users  0 rows  400 rows/s  0 B/s"
        );
    }
}
