//! What a summary says: figures and tables, without a word on how they are shown.

use super::durations::Durations;
use super::figures::ratio;
use super::timeline::{CLASSES, Timeline};

/// A number, which may be an estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Count {
    /// The number.
    pub(super) value: u64,
    /// Whether it is about that many, not just that many.
    pub(super) estimate: bool,
}

impl Count {
    /// Just so many.
    pub(super) fn exact(value: u64) -> Count {
        Count {
            value,
            estimate: false,
        }
    }

    /// About so many.
    pub(super) fn estimate(value: u64) -> Count {
        Count {
            value,
            estimate: true,
        }
    }
}

/// Where a summary's lines come from: what the log itself doesn't say.
#[derive(Debug, Clone, Default)]
pub struct About {
    /// The log's format.
    pub format: String,
    /// The files that were read, as they were named.
    pub files: Vec<String>,
    /// What was asked of lines (`where status >= 500`), in words for people.
    pub conditions: Vec<String>,
    /// Lines that didn't meet it.
    pub filtered: u64,
    /// When the summary was made: seconds since 1970 UTC.
    pub made: Option<i64>,
}

/// What is known of a group of requests besides their number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Hits {
    /// Requests.
    pub(super) requests: u64,
    /// Bytes sent.
    pub(super) bytes: u64,
    /// Answers with a status of 5xx.
    pub(super) errors: u64,
}

impl Hits {
    /// Counts one request.
    pub(super) fn add(&mut self, bytes: u64, failed: bool) {
        self.requests += 1;
        self.bytes = self.bytes.saturating_add(bytes);
        self.errors += u64::from(failed);
    }
}

/// How long requests took, in microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Times {
    /// All together.
    pub(super) total: u64,
    /// On average.
    pub(super) mean: u64,
    /// What 95 % didn't exceed, within 4 %.
    pub(super) p95: u64,
    /// The longest.
    pub(super) longest: u64,
}

impl Times {
    /// The figures of some durations; `None` for none.
    pub(super) fn of(durations: &Durations) -> Option<Times> {
        (durations.requests > 0).then(|| Times {
            total: durations.total,
            mean: durations.mean(),
            p95: durations.quantile(0.95),
            longest: durations.longest,
        })
    }
}

/// One row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// What is counted, as text from the log: anything may stand in it.
    pub(super) key: String,
    /// What the key means, where that is known.
    pub(super) meaning: &'static str,
    /// How many requests (for rejected lines: lines).
    pub(super) requests: Count,
    /// Bytes sent for them.
    pub(super) bytes: u64,
    /// Those answered with 5xx.
    pub(super) errors: u64,
    /// How long they took, in tables of durations.
    pub(super) times: Option<Times>,
}

/// What a table's columns are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Columns {
    /// Requests, their share, bytes, 5xx.
    Requests,
    /// Requests and their share.
    Lines,
    /// Time spent, requests, mean, p95, longest.
    Times,
}

/// A table of the heaviest keys.
#[derive(Debug, Clone)]
pub(super) struct Table {
    /// Its name for machines.
    pub(super) id: &'static str,
    /// Its heading.
    pub(super) title: &'static str,
    /// What its keys are called.
    pub(super) key: &'static str,
    /// Its columns.
    pub(super) columns: Columns,
    /// What shares are of: requests, or microseconds.
    pub(super) of: u64,
    /// How many different keys there are.
    pub(super) distinct: Count,
    /// The heaviest.
    pub(super) rows: Vec<Row>,
}

impl Table {
    /// The part of `of` that a row stands for.
    pub(super) fn weight(&self, row: &Row) -> u64 {
        match (self.columns, row.times) {
            (Columns::Times, Some(times)) => times.total,
            _ => row.requests.value,
        }
    }

    /// What the column of shares is called.
    pub(super) fn share(&self) -> &'static str {
        match self.columns {
            Columns::Times => "of time",
            Columns::Requests | Columns::Lines => "share",
        }
    }

    /// A row's weight over the heaviest one's: the length of its bar.
    pub(super) fn bar(&self, row: &Row) -> f64 {
        let most = self
            .rows
            .iter()
            .map(|row| self.weight(row))
            .max()
            .unwrap_or(0);
        ratio(self.weight(row), most)
    }
}

/// A whole summary.
#[derive(Debug)]
pub struct Report {
    /// Where it comes from.
    pub(super) about: About,
    /// What a line is: a request, in an error log just a line.
    pub(super) noun: Noun,
    /// All requests, with their bytes and 5xx.
    pub(super) all: Hits,
    /// Whether lines say how many bytes were sent.
    pub(super) has_bytes: bool,
    /// Whether lines have a status.
    pub(super) has_status: bool,
    /// Requests by status class: 1xx … 5xx, none of these.
    pub(super) classes: [u64; CLASSES],
    /// Different clients.
    pub(super) hosts: Option<Count>,
    /// How long requests took.
    pub(super) times: Option<Times>,
    /// Lines that didn't fit the format.
    pub(super) rejected: u64,
    /// The first and the last moment: seconds of local time since 1970.
    pub(super) span: Option<(i64, i64)>,
    /// Local time's distance from UTC in seconds.
    pub(super) offset: i32,
    /// What happened when.
    pub(super) timeline: Timeline,
    /// The same by hour of the day, in each line's own local time.
    pub(super) hours: [Hits; 24],
    /// The tables, those with something in them.
    pub(super) tables: Vec<Table>,
}

impl Report {
    /// Whether figures are estimates.
    pub(super) fn estimates(&self) -> bool {
        self.tables.iter().any(|table| table.distinct.estimate)
    }

    /// Lines read that are no header: counted, left out or rejected.
    pub(super) fn lines(&self) -> u64 {
        self.all.requests + self.rejected + self.about.filtered
    }
}

/// What `~` means.
pub(super) const ESTIMATES: &str =
    "Figures with ~ are estimates: there were more different values than are counted one by one.";

/// What is counted, in one and in many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Noun {
    /// One.
    pub(super) one: &'static str,
    /// Many, or none.
    pub(super) many: &'static str,
}

impl Noun {
    /// Of access logs.
    pub(super) const REQUEST: Noun = Noun {
        one: "request",
        many: "requests",
    };
    /// Of logs without requests.
    pub(super) const LINE: Noun = Noun {
        one: "line",
        many: "lines",
    };

    /// The form for `n`.
    pub(super) fn of(self, n: u64) -> &'static str {
        if n == 1 { self.one } else { self.many }
    }
}
