//! Reading rows: each in a short snapshot, given up when somebody waits for the table, and begun again.

mod pass;
mod pieces;
mod snapshot;
mod waiters;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::task::JoinSet;

use self::pass::{Part, Pass};
use self::pieces::Pieces;
use self::waiters::{gave_way, somebody_waits};
use super::block::pack;
use super::checksum::Tally;
use super::data_file::RowWriter;
use super::error::CHANGED;
use super::literal::name;
use super::manifest::{Manifest, Position, Snapshot};
use super::pace::Pace;
use super::parquet::ParquetFile;
use super::spool::{Plan, Spool, Spooled};
use super::sql_file::{Inserts, SqlFile};
use super::{
    Column, Compression, DumpError, Event, Format, Mask, Result, Rules, Session, Source, Table,
    Watch,
};

/// A read that is given up is begun again so many times.
const ATTEMPTS: u32 = 6;
/// For who waits to get done, before the next attempt; twice that before the one after it, and so on.
const REST: Duration = Duration::from_millis(250);

/// What all reads of a run share.
pub(crate) struct Reader {
    pub(crate) source: Source,
    pub(crate) pace: Arc<Pace>,
    pub(crate) watch: Arc<dyn Watch>,
}

/// Rows to read.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    /// What it is called in messages.
    pub(crate) subject: String,
    pub(crate) table: String,
    /// The table as it was when the run began, if that is known.
    pub(crate) known: Option<Table>,
    /// The condition of the day; `None` for all rows.
    pub(crate) window: Option<String>,
    pub(crate) day_column: Option<String>,
    pub(crate) rules: Rules,
    pub(crate) mask_key: String,
    /// So many connections at most.
    pub(crate) chunks: usize,
    /// For how long one snapshot is read from, where there are several pieces.
    pub(crate) ceiling: Option<Duration>,
    /// Where files are written; `None` to count only.
    pub(crate) into: Option<Into>,
    /// Columns to read, where they aren't the table's own.
    pub(crate) columns: Option<Vec<Column>>,
}

/// Where files are written, and what they are.
#[derive(Debug, Clone)]
pub(crate) struct Into {
    pub(crate) dir: PathBuf,
    pub(crate) format: Format,
    pub(crate) compression: Compression,
}

/// What was read.
#[derive(Debug)]
pub(crate) struct Reading {
    pub(crate) table: Table,
    pub(crate) files: Vec<Spooled>,
    pub(crate) tally: Tally,
    pub(crate) position: Position,
    pub(crate) snapshot: Snapshot,
}

impl Wanted {
    /// The whole condition, with an additional one.
    fn condition(&self, more: Option<&str>) -> Option<String> {
        let own = self.rules.condition.as_deref();
        let parts: Vec<String> = [self.window.as_deref(), own, more]
            .into_iter()
            .flatten()
            .map(|part| format!("({part})"))
            .collect();
        (!parts.is_empty()).then(|| parts.join(" AND "))
    }

    /// `SELECT` of something over the rows.
    fn rows_of(&self, what: &str, more: Option<&str>) -> String {
        let condition = self.condition(more).map(|c| format!(" WHERE {c}"));
        let condition = condition.unwrap_or_default();
        format!("SELECT {what} FROM {}{condition}", name(&self.table))
    }
}

impl Reader {
    /// Without a limit of rate.
    pub(crate) fn of(source: Source, watch: Arc<dyn Watch>) -> Reader {
        Reader {
            source,
            pace: Arc::new(Pace::new(None)),
            watch,
        }
    }

    /// Reads, again and again where that may help.
    pub(crate) async fn read(&self, wanted: &Wanted) -> Result<Reading> {
        let mut wanted = wanted.clone();
        let mut rest = REST;
        for attempt in 1.. {
            match self.attempt(&wanted).await {
                Err(error) if error.is_passing() && attempt < ATTEMPTS => {
                    if error.number == Some(CHANGED) {
                        // One connection has one snapshot.
                        wanted.chunks = 1;
                    }
                    self.watch
                        .event(Event::Again(wanted.subject.clone(), error.message));
                    tokio::time::sleep(rest).await;
                    rest *= 2;
                }
                Err(error) if error.is_passing() => {
                    return Err(error.with_hint(
                        "run it again when the table is left alone: what is done stays done",
                    ));
                }
                done => return done,
            }
        }
        Err(DumpError::remote(format!(
            "cannot read `{}`",
            wanted.subject
        )))
    }

    async fn attempt(&self, wanted: &Wanted) -> Result<Reading> {
        let mut first = self.source.open().await?;
        let pieces = Pieces::plan(&mut first, wanted).await?;
        let mut sessions = vec![first];
        while sessions.len() < pieces.connections(wanted.chunks) {
            sessions.push(self.source.open().await?);
        }
        let (position, mut snapshot) = snapshot::take(&mut sessions).await?;
        let Some(first) = sessions.first_mut() else {
            return Err(DumpError::remote("there is no connection to read with"));
        };
        // After the snapshot was taken: a table that is altered from now on can't be read in it (error 1412).
        let mut table = Table::read(first, &wanted.table).await?;
        if let Some(columns) = &wanted.columns {
            table.columns.clone_from(columns);
        }
        if !table.is_transactional() {
            snapshot = Snapshot::None;
        }
        if wanted.into.is_some() {
            let all = || wanted.window.is_none().then_some(table.rows_about);
            self.watch.expected(pieces.rows.or_else(all).unwrap_or(0));
        }
        let (pieces, table) = (Arc::new(pieces), Arc::new(table));
        let files = Files::begin(wanted, &table, sessions.len())?;
        let ids: Vec<String> = sessions
            .iter()
            .map(|session| session.id().to_owned())
            .collect();
        let mut tasks = JoinSet::new();
        for (at, session) in sessions.into_iter().enumerate() {
            // No reference to self: a task outlives what it is called from.
            let pass = Pass {
                session,
                spool: Spool::start(plan(wanted, &table)?, files.writer(&wanted.subject, at)?)?,
                pieces: Arc::clone(&pieces),
                table: Arc::clone(&table),
                condition: wanted.condition(None),
                subject: wanted.subject.clone(),
                ceiling: wanted.ceiling,
                watch: Arc::clone(&self.watch),
                pace: Arc::clone(&self.pace),
            };
            tasks.spawn(pass.run(at));
        }
        let killed = AtomicBool::new(false);
        let read = tokio::select! {
            parts = joined(tasks) => parts,
            error = somebody_waits(&self.source, &wanted.table, &ids, &killed) => Err(error),
        };
        let mut parts = match (read, killed.load(Ordering::Relaxed)) {
            (Err(_), true) => return Err(gave_way(&wanted.table)),
            (read, _) => read?,
        };
        parts.sort_by_key(|part| part.at);
        if snapshot == Snapshot::One && parts.iter().any(|part| part.renewed) {
            snapshot = Snapshot::Chunks;
        }
        let numeric = is_numeric(&table, wanted.day_column.as_deref());
        let (mut tally, mut spooled) = (Tally::default(), Vec::new());
        for part in parts {
            if let Some(file) = part.file {
                let tally = part.tally.clone();
                spooled.push(Spooled { file, tally });
            }
            tally.merge(part.tally, numeric);
        }
        spooled.extend(files.end(&tally)?);
        let reading = Reading {
            table: Arc::unwrap_or_clone(table),
            files: spooled,
            tally,
            position,
            snapshot,
        };
        if reading.snapshot == Snapshot::Chunks {
            self.recount(wanted, &reading).await?;
        }
        Ok(reading)
    }

    /// Where snapshots were of several moments, the rows have to be as many as they are in one.
    async fn recount(&self, wanted: &Wanted, reading: &Reading) -> Result<()> {
        let rows = self.count(wanted).await?;
        match rows == reading.tally.rows {
            true => Ok(()),
            false => Err(DumpError {
                number: Some(CHANGED),
                ..DumpError::remote(format!("`{}` changed while it was read", wanted.subject))
            }),
        }
    }

    /// How many rows there are now.
    pub(crate) async fn count(&self, wanted: &Wanted) -> Result<u64> {
        let mut session = self.source.open().await?;
        let count = wanted.rows_of("COUNT(*)", None);
        let rows = session
            .value(&count, &format!("count the rows of `{}`", wanted.subject))
            .await?;
        session.close().await;
        Ok(rows.and_then(|rows| rows.parse().ok()).unwrap_or(0))
    }
}

/// The files of one attempt.
enum Files<'a> {
    /// Rows are only counted.
    None,
    /// A file for each of so many connections.
    Sql(&'a Into, Inserts, usize),
    /// One file for all.
    Parquet(Arc<ParquetFile>),
}

impl Files<'_> {
    fn begin<'a>(wanted: &'a Wanted, table: &Table, connections: usize) -> Result<Files<'a>> {
        Ok(match &wanted.into {
            None => Files::None,
            Some(into) if into.format == Format::Sql => {
                Files::Sql(into, Inserts::new(&table.name, &table.columns), connections)
            }
            Some(into) => {
                let file =
                    ParquetFile::create(&into.dir, into.compression, &table.columns, connections)?;
                Files::Parquet(Arc::new(file))
            }
        })
    }

    /// What a connection writes to.
    fn writer(&self, subject: &str, at: usize) -> Result<Option<Box<dyn RowWriter>>> {
        Ok(match self {
            Files::None => None,
            Files::Sql(into, inserts, connections) => {
                let part = match connections {
                    1 => String::new(),
                    count => format!(", part {} of {count}", at + 1),
                };
                let title = format!("skep dump of {subject}{part}");
                let (dir, inserts) = (&into.dir, inserts.clone());
                let file = SqlFile::create(dir, into.compression, &title, inserts);
                Some(Box::new(file?))
            }
            Files::Parquet(file) => Some(Box::new(ParquetFile::rows(file)?)),
        })
    }

    /// The file of all, when their writers have ended.
    fn end(self, tally: &Tally) -> Result<Option<Spooled>> {
        let Files::Parquet(file) = self else {
            return Ok(None);
        };
        Ok(Some(Spooled {
            file: file.finish()?,
            tally: tally.clone(),
        }))
    }
}

fn plan(wanted: &Wanted, table: &Table) -> Result<Plan> {
    let day = wanted.day_column.as_deref();
    Ok(Plan {
        masks: Mask::of_columns(&wanted.rules.masks, &table.columns, &wanted.mask_key)?,
        day: table
            .columns
            .iter()
            .position(|c| day.is_some_and(|day| c.name.eq_ignore_ascii_case(day))),
        numeric_day: is_numeric(table, day),
        columns: table.columns.clone(),
    })
}

/// Counts the rows of a manifest as the session's transaction sees them.
pub(crate) async fn tally_of(
    session: &mut Session,
    manifest: &Manifest,
    condition: Option<&str>,
) -> Result<Tally> {
    let mut table = Table::read(session, &manifest.table).await?;
    table.columns.clone_from(&manifest.columns);
    let attempt = format!("read back `{}`", manifest.subject());
    let (sql, shielded) = table.select(condition);
    let skipped = usize::from(shielded);
    let mut tally = Tally::default();
    let mut packed = Vec::new();
    let mut rows = session.stream(&sql);
    while let Some(row) = rows
        .next()
        .await
        .map_err(|error| DumpError::of_server(&attempt, &error))?
    {
        packed.clear();
        pack(&mut packed, &row, skipped, table.columns.len());
        tally.rows += 1;
        tally.checksum.add(&packed);
    }
    Ok(tally)
}

async fn joined(mut tasks: JoinSet<Result<Part>>) -> Result<Vec<Part>> {
    let mut parts = Vec::new();
    while let Some(part) = tasks.join_next().await {
        parts.push(
            part.map_err(|error| DumpError::remote(format!("a reader has failed: {error}")))??,
        );
    }
    Ok(parts)
}

fn is_numeric(table: &Table, column: Option<&str>) -> bool {
    let column = column.and_then(|column| table.column(column));
    column.is_some_and(|column| column.column_type.contains("int"))
}
