//! What is to be dumped, and how it is told what became of it.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::{Compression, Day, DumpError, Format, Lake, MaskKind};

/// A run over the tables of one database.
#[derive(Debug, Clone)]
pub struct Job {
    /// Tables that are dumped a day at a time, names or patterns with `*` and `?`, and the column that says the day.
    pub daily: Vec<(String, String)>,
    /// Tables that are dumped whole: names, or patterns with `*` and `?`.
    pub whole: Vec<String>,
    /// The first day; `None` is the day of the first row.
    pub start: Option<Day>,
    /// The last day; `None` is the last one that is over.
    pub last: Option<Day>,
    /// The zone that days are of.
    pub zone: Tz,
    /// How long after its end a day is left alone.
    pub settle: TimeDelta,
    /// How long after its end a day without rows is expected to get some.
    pub settle_empty: TimeDelta,
    /// How many of the last days that are done are counted again.
    pub look_back: usize,
    /// Days that changed after they were dumped are dumped again.
    pub redump: bool,
    /// Connections that read one day or one table at the same time, each a range of the primary key.
    pub chunks: usize,
    /// For about how long a day is read from one snapshot, where it can be read in pieces; `None` for no limit.
    pub ceiling: Option<Duration>,
    /// What files are, but where a table's rules say otherwise.
    pub format: Format,
    /// Where tables of Parquet files are registered, to be queried; `None` for nowhere.
    pub lake: Option<Lake>,
    /// How files are compressed.
    pub compression: Compression,
    /// At most so many bytes of rows in a second.
    pub max_rate: Option<u64>,
    /// What else is said of tables, by name or pattern.
    pub rules: BTreeMap<String, Rules>,
    /// Goes into hashed values.
    pub mask_key: String,
    /// Whether structure.sql is written.
    pub structure: bool,
    /// The program's name and version.
    pub by: String,
}

/// What is said of one table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules {
    /// Only rows that meet this SQL condition.
    pub condition: Option<String>,
    /// What its files are, if it isn't what the job's are.
    pub format: Option<Format>,
    /// Columns whose values don't get into the archive.
    pub masks: Vec<(String, MaskKind)>,
    /// The first day of this table, where it isn't the job's.
    pub start: Option<Day>,
}

impl Rules {
    /// Lays other rules over these: what they say holds.
    pub(crate) fn overlay(&mut self, above: Rules) {
        self.condition = above.condition.or(self.condition.take());
        self.format = above.format.or(self.format);
        self.start = above.start.or(self.start);
        for (column, kind) in above.masks {
            self.masks
                .retain(|(name, _)| !name.eq_ignore_ascii_case(&column));
            self.masks.push((column, kind));
        }
    }
}

impl Job {
    /// A job that dumps nothing yet, with the usual settings.
    pub fn new(zone: Tz) -> Job {
        Job {
            daily: Vec::new(),
            whole: Vec::new(),
            start: None,
            last: None,
            zone,
            settle: TimeDelta::hours(1),
            settle_empty: TimeDelta::days(3),
            look_back: 7,
            redump: false,
            chunks: 1,
            ceiling: Some(Duration::from_secs(600)),
            format: Format::Sql,
            lake: None,
            compression: Compression::Zstd,
            max_rate: None,
            rules: BTreeMap::new(),
            mask_key: String::new(),
            structure: true,
            by: concat!("skep ", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }

    pub(crate) fn rules_of(&self, table: &str) -> Rules {
        self.rules.get(table).cloned().unwrap_or_default()
    }

    /// The last day that may be dumped now.
    pub(crate) fn last_due(&self, now: DateTime<Utc>) -> Day {
        let settled = now.checked_sub_signed(self.settle).unwrap_or(now);
        let over = Day::of(settled, self.zone).before(1);
        self.last.map_or(over, |last| last.min(over))
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Days of a table are to be dumped: how many.
    Due(String, usize),
    /// Reading of a table or a day of it begins.
    Begin(String),
    /// It is in the archive: rows, and bytes of its files.
    Done(String, u64, u64),
    /// The day has no rows, and counts as done.
    Empty(String),
    /// The day is left for a later run: why.
    Open(String, String),
    /// The day has another number of rows than when it was dumped: then, now.
    Changed(String, u64, u64),
    /// Somebody else dumped it meanwhile.
    Lost(String),
    /// Reading was given up for somebody who waits for the table, or since the table was altered; it is read again.
    Again(String, String),
    /// Something to know.
    Warning(String),
    /// It failed; others go on.
    Failed(String, DumpError),
}

/// Is told how a run goes. Its methods are called from several threads.
pub trait Watch: Send + Sync {
    /// Something happened.
    fn event(&self, event: Event);

    /// About so many rows are to be read of what was last said to begin.
    fn expected(&self, rows: u64) {
        let _ = rows;
    }

    /// Rows were read, and so many bytes.
    fn read(&self, rows: u64, bytes: u64) {
        let _ = (rows, bytes);
    }

    /// A step is about to be taken; what a crash test stops at.
    fn step(&self, step: &'static str) {
        let _ = step;
    }

    /// The time. Only this says it.
    fn now(&self) -> DateTime<Utc>;
}

/// How a run went.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Summary {
    /// Tables and days that were dumped.
    pub done: usize,
    /// Days without rows that were closed.
    pub empty: usize,
    /// Days that were left for later.
    pub open: usize,
    /// Days that changed after they were dumped, and still differ.
    pub changed: usize,
    /// Rows that were read into the archive.
    pub rows: u64,
    /// What failed.
    pub failed: Vec<(String, DumpError)>,
}
