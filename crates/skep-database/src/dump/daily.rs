//! A table a day at a time: each day once.

use std::collections::BTreeSet;

use super::archive::Version;
use super::layout::{Naming, Places};
use super::literal::name;
use super::manifest::{DayRange, Manifest};
use super::register::{Registered, partition_key};
use super::run::Run;
use super::strays::Found;
use super::window::{DayKind, Window};
use super::{Day, DumpError, Event, Format, Result, Table};

/// What is known of a table's days.
pub(super) struct Days {
    pub(super) table: Table,
    pub(super) column: String,
    pub(super) kind: DayKind,
    pub(super) places: Places,
    pub(super) naming: Naming,
    pub(super) found: Found,
}

/// A first row that is so many days old isn't believed: it may have a date that nobody set.
const FAR: u64 = 10_000;

impl Run {
    /// Dumps the days that are due, and counts the last ones again.
    pub(super) async fn daily(&mut self, table: &str, column: &str) -> Result<()> {
        let table = Table::read(&mut self.session, table).await?;
        let (column, kind) = day_column(&table, column)?;
        let places = Places::daily(&self.database, &table.name);
        let _lock = self.lock(&places.books, &table.name)?;
        if !table.indexed.contains(&column) {
            self.watch.event(Event::Warning(format!(
                "no index of `{}` begins with `{column}`: every day reads the whole table",
                table.name
            )));
        }
        let found = self.tidy(&places).await?;
        let key = partition_key(&table, &column);
        let days = Days {
            naming: self.naming(&table.name, &key),
            table,
            column,
            kind,
            places,
            found,
        };
        self.same_as_before(&days).await?;
        let in_files = days.found.files.keys().copied().collect();
        let in_files = days.found.done.intersection(&in_files).copied().collect();
        self.register_days(&days, &in_files).await;
        let Some(start) = self.start(&days).await? else {
            return Ok(());
        };
        self.outside(&days, start).await?;
        let now = self.watch.now();
        let last = self.job.last_due(now);
        self.look_back(&days).await?;
        let due: Vec<Day> = start
            .through(last)
            .filter(|day| !days.found.done.contains(day))
            .collect();
        self.watch
            .event(Event::Due(days.table.name.clone(), due.len()));
        let open_since = match due.is_empty() {
            true => None,
            false => self.oldest_writer(now).await,
        };
        for day in due {
            let subject = subject(&days, day);
            let result = match open_since.filter(|since| *since < day.end(self.job.zone)) {
                Some(since) => {
                    self.open(
                        subject.clone(),
                        format!(
                            "a transaction that began at {} and has changed rows is still open",
                            since.format("%F %T UTC")
                        ),
                    );
                    Ok(())
                }
                None => self.day(&days, day, None).await,
            };
            let failed = result.is_err();
            self.note(&subject, result);
            if failed && !self.is_connected().await {
                return Err(DumpError::remote(format!(
                    "the connection to the server was lost at `{subject}`"
                )));
            }
        }
        Ok(())
    }

    /// Makes days that are in files queryable.
    async fn register_days(&mut self, days: &Days, in_files: &BTreeSet<Day>) {
        if days.naming.format == Format::Parquet && !in_files.is_empty() {
            let table = Registered {
                table: &days.table,
                dir: &days.places.data,
                key: Some(&days.naming.key),
            };
            self.register(table, in_files).await;
        }
    }

    fn open(&mut self, subject: String, why: String) {
        self.summary.open += 1;
        self.watch.event(Event::Open(subject, why));
    }

    /// Dumps one day; `old` is the manifest to replace.
    pub(super) async fn day(
        &mut self,
        days: &Days,
        day: Day,
        old: Option<(Manifest, Version)>,
    ) -> Result<()> {
        let zone = self.job.zone;
        let subject = subject(days, day);
        let window = Window::of_day(&days.column, days.kind, day, zone);
        let mut wanted = self.wanted(subject.clone(), &days.table.name, &days.places);
        wanted.window = Some(window.condition());
        wanted.day_column = Some(days.column.clone());
        wanted.known = Some(days.table.clone());
        wanted.ceiling = self.job.ceiling;
        let started = self.watch.now();
        self.watch.event(Event::Begin(subject.clone()));
        let mut reading = self.reader.read(&wanted).await?;
        let is_empty = reading.tally.rows == 0;
        if is_empty {
            let settled = day.end(zone) + self.job.settle_empty;
            if started < settled && old.is_none() {
                self.open(
                    subject,
                    format!(
                        "it has no rows yet, and may get some until {}",
                        settled.format("%F %T UTC")
                    ),
                );
                return Ok(());
            }
            reading.files.clear();
        }
        let range = DayRange {
            day,
            column: days.column.clone(),
            zone: zone.name().to_owned(),
            from: window.from,
            to: window.to,
        };
        let mut manifest = self.manifest(&reading, &wanted, Some(range), started);
        let files = std::mem::take(&mut reading.files);
        self.stage(&days.places, &days.naming, &mut manifest, files)
            .await?;
        let is_new = old.is_none();
        let version = old.map(|(_, version)| version);
        let path = days.places.manifest(day);
        if !self.decide(&days.places, &path, &manifest, version).await? {
            return Ok(());
        }
        self.watch.step("decided");
        self.put_in_place(&days.places, &manifest).await?;
        if let Some(before) = days.found.files.get(&day) {
            self.remove_others(&days.places, &manifest, before).await?;
        }
        if days.found.noted.contains(&day) {
            self.archive.remove(&days.places.changed(day)).await?;
        }
        if !is_empty {
            self.register_days(days, &BTreeSet::from([day])).await;
        }
        match is_new && is_empty {
            true => {
                self.summary.empty += 1;
                self.watch.event(Event::Empty(manifest.subject()));
            }
            false => self.done(&manifest),
        }
        Ok(())
    }

    /// Days that go on in another zone or by another column would have rows twice and others never.
    async fn same_as_before(&self, days: &Days) -> Result<()> {
        let Some(last) = days.found.done.last() else {
            return Ok(());
        };
        let Some((manifest, _)) = self.read_manifest(&days.places.manifest(*last)).await? else {
            return Ok(());
        };
        let rules = self.job.rules_of(&days.table.name);
        let range = manifest.day.as_ref();
        let before = [
            (
                "the time zone",
                range.map(|r| r.zone.clone()),
                Some(self.job.zone.name().to_owned()),
            ),
            (
                "the day column",
                range.map(|r| r.column.clone()),
                Some(days.column.clone()),
            ),
            (
                "the condition",
                manifest.r#where.clone(),
                rules.condition.clone(),
            ),
            (
                "the format",
                Some(manifest.format.to_string()),
                Some(days.naming.format.to_string()),
            ),
        ];
        for (what, then, now) in before {
            if then != now {
                let shown = |text: Option<String>| {
                    text.map_or_else(|| "none".to_owned(), |text| format!("`{text}`"))
                };
                return Err(DumpError::usage(format!(
                    "{what} of `{}` was {} when {last} was dumped, and is {} now: days would not fit together",
                    days.table.name,
                    shown(then),
                    shown(now)
                ))
                .with_hint("keep it as it was, or dump into another directory"));
            }
        }
        Ok(())
    }

    /// The first day: as the job says, else that of the first row, or the first that is done where that is earlier; none for an empty table.
    ///
    /// Not the first that is done alone: the day before it may have failed.
    async fn start(&mut self, days: &Days) -> Result<Option<Day>> {
        let rules = self.job.rules_of(&days.table.name);
        if let Some(said) = rules.start.or(self.job.start) {
            return Ok(Some(said));
        }
        let done = days.found.done.first().copied();
        let of_row = self.first_row(days).await?;
        let far = self.job.last_due(self.watch.now()).before(FAR);
        match (of_row, done) {
            (Some(of_row), None) if of_row < far => Err(DumpError::usage(format!(
                "the first row of `{}` is of {of_row}, which would be more than {FAR} days to dump",
                days.table.name
            ))
            .with_hint("if it is right, say so: --start DATE")),
            (Some(of_row), Some(done)) if of_row < far => Ok(Some(done)),
            (Some(of_row), done) => Ok(done.map_or(Some(of_row), |done| Some(done.min(of_row)))),
            (None, Some(done)) => Ok(Some(done)),
            (None, None) => {
                self.watch.event(Event::Warning(format!(
                    "`{}` has no rows with a day",
                    days.table.name
                )));
                Ok(None)
            }
        }
    }

    /// The day of the first row.
    async fn first_row(&mut self, days: &Days) -> Result<Option<Day>> {
        let column = name(&days.column);
        // Not the zero date, which is no day.
        let least = match days.kind {
            DayKind::Epoch => format!(
                "SELECT FROM_UNIXTIME(MIN({column})) FROM {} WHERE {column} > 0",
                name(&days.table.name)
            ),
            _ => format!(
                "SELECT MIN({column}) FROM {} WHERE {column} > '1000-01-01'",
                name(&days.table.name)
            ),
        };
        let least = self
            .session
            .value(&least, "find the first day")
            .await?
            .unwrap_or_default();
        let day = least.get(..10).and_then(|day| day.parse::<Day>().ok());
        // A moment is told in UTC: the day before is the first in zones west of it.
        Ok(match days.kind {
            DayKind::Timestamp | DayKind::Epoch => day.and(self.day_of_utc(&least)),
            _ => day,
        })
    }

    fn day_of_utc(&self, text: &str) -> Option<Day> {
        let moment =
            chrono::NaiveDateTime::parse_from_str(text.get(..19)?, "%Y-%m-%d %H:%M:%S").ok()?;
        Some(Day::of(moment.and_utc(), self.job.zone))
    }

    /// Says that there are rows which no day holds.
    async fn outside(&mut self, days: &Days, start: Day) -> Result<()> {
        let window = Window::of_day(&days.column, days.kind, start, self.job.zone);
        for condition in window.outside() {
            let ask = format!(
                "SELECT 1 FROM {} WHERE {condition} LIMIT 1",
                name(&days.table.name)
            );
            if self
                .session
                .value(&ask, "look for rows without a day")
                .await?
                .is_some()
            {
                self.watch.event(Event::Warning(format!(
                    "`{}` has rows that are of no day from {start} on, and in no day's file: {condition}",
                    days.table.name
                )));
            }
        }
        Ok(())
    }
}

pub(super) fn subject(days: &Days, day: Day) -> String {
    format!("{} {day}", days.table.name)
}

fn day_column(table: &Table, column: &str) -> Result<(String, DayKind)> {
    let Some(found) = table.column(column) else {
        return Err(
            DumpError::usage(format!("`{}` has no column `{column}`", table.name))
                .with_hint("--daily is written TABLE:COLUMN"),
        );
    };
    match DayKind::of_type(found.data_type()) {
        Some(kind) => Ok((found.name.clone(), kind)),
        None => Err(DumpError::usage(format!(
            "`{}.{}` is {}, which says no day",
            table.name, found.name, found.column_type
        ))
        .with_hint("a DATE, DATETIME or TIMESTAMP column, or whole seconds since 1970")),
    }
}
