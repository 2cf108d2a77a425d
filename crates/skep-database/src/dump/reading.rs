//! Reading rows: each in a short snapshot, given up when somebody waits for the table, and begun again.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::task::JoinSet;

use super::block::{BLOCK, pack};
use super::checksum::Tally;
use super::error::GAVE_WAY;
use super::literal::{name, quoted};
use super::manifest::{Manifest, Position, Snapshot};
use super::pace::Pace;
use super::spool::{Plan, Spool, Spooled};
use super::{
    Compression, DumpError, Event, Format, Mask, Result, Rules, Session, Source, Table, Watch,
};

/// How often it is looked whether somebody waits for the table.
const LOOK: Duration = Duration::from_millis(20);
/// A read that is given up is begun again so many times.
const ATTEMPTS: u32 = 6;
/// For who waits to get done, before the next attempt; twice that before the one after it, and so on.
const REST: Duration = Duration::from_millis(250);
/// Snapshots of several connections are taken so many times, to be of one moment.
const SNAPSHOTS: u32 = 5;
/// A table with fewer rows than this isn't worth several connections.
const WORTH_CHUNKS: u64 = 20_000;

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
    /// The condition of the day; `None` for all rows.
    pub(crate) window: Option<String>,
    pub(crate) day_column: Option<String>,
    pub(crate) rules: Rules,
    pub(crate) mask_key: String,
    pub(crate) chunks: usize,
    /// What files are.
    pub(crate) format: Format,
    /// Where files are written, and how; `None` to count only.
    pub(crate) into: Option<(std::path::PathBuf, Compression)>,
    /// Columns to read, where they aren't the table's own.
    pub(crate) columns: Option<Vec<super::Column>>,
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
        let mut rest = REST;
        for attempt in 1.. {
            match self.attempt(wanted).await {
                Err(error) if error.is_passing() && attempt < ATTEMPTS => {
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
        let mut sessions = vec![self.source.open().await?];
        let ranges = match wanted.chunks {
            0 | 1 => Vec::new(),
            chunks => self.ranges(&mut sessions, wanted, chunks).await?,
        };
        while sessions.len() < ranges.len() {
            sessions.push(self.source.open().await?);
        }
        let (position, mut snapshot) = self.snapshots(&mut sessions).await?;
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
        let ids: Vec<String> = sessions
            .iter()
            .map(|session| session.id().to_owned())
            .collect();
        let ranges = match ranges.is_empty() {
            true => vec![None],
            false => ranges.into_iter().map(Some).collect(),
        };
        let parts = ranges.len();
        let mut tasks = JoinSet::new();
        for (at, (session, range)) in sessions.into_iter().zip(ranges).enumerate() {
            let part = (parts > 1).then_some(at);
            let spool = Spool::start(
                self.plan(wanted, &table, part, parts)?,
                wanted
                    .into
                    .as_ref()
                    .map_or(std::path::Path::new("."), |(dir, _)| dir),
            )?;
            let select = table.select(wanted.condition(range.as_deref()).as_deref());
            // No reference to self: a task outlives what it is called from.
            let pass = Pass {
                session,
                spool,
                select,
                columns: table.columns.len(),
                attempt: format!("read `{}`", wanted.subject),
            };
            tasks.spawn(pass.run(at, Arc::clone(&self.watch), Arc::clone(&self.pace)));
        }
        let killed = AtomicBool::new(false);
        let read = tokio::select! {
            parts = joined(tasks) => parts,
            error = self.somebody_waits(&wanted.table, &ids, &killed) => Err(error),
        };
        let mut parts = match (read, killed.load(Ordering::Relaxed)) {
            (Err(_), true) => return Err(gave_way(&wanted.table)),
            (read, _) => read?,
        };
        parts.sort_by_key(|(at, ..)| *at);
        let numeric = is_numeric(&table, wanted.day_column.as_deref());
        let mut reading = Reading {
            table,
            files: Vec::new(),
            tally: Tally::default(),
            position,
            snapshot,
        };
        for (_, file, tally) in parts {
            reading.files.extend(file);
            reading.tally.merge(tally, numeric);
        }
        if reading.snapshot == Snapshot::Chunks {
            self.recount(wanted, &reading).await?;
        }
        Ok(reading)
    }

    fn plan(
        &self,
        wanted: &Wanted,
        table: &Table,
        part: Option<usize>,
        parts: usize,
    ) -> Result<Plan> {
        let day = wanted.day_column.as_deref();
        let of = part
            .map(|part| format!(", part {} of {parts}", part + 1))
            .unwrap_or_default();
        Ok(Plan {
            table: table.name.clone(),
            masks: Mask::of_columns(&wanted.rules.masks, &table.columns, &wanted.mask_key)?,
            day: table
                .columns
                .iter()
                .position(|c| day.is_some_and(|day| c.name.eq_ignore_ascii_case(day))),
            numeric_day: is_numeric(table, day),
            columns: table.columns.clone(),
            title: wanted
                .into
                .as_ref()
                .map(|_| format!("skep dump of {}{of}", wanted.subject)),
            compression: wanted
                .into
                .as_ref()
                .map_or(Compression::default(), |(_, compression)| *compression),
        })
    }

    /// Takes a snapshot on each connection; where there are several, of one moment if the server tells moments apart.
    async fn snapshots(&self, sessions: &mut [Session]) -> Result<(Position, Snapshot)> {
        for attempt in 1.. {
            let mut positions = Vec::with_capacity(sessions.len());
            for session in &mut *sessions {
                session.begin_snapshot().await?;
                positions.push(position(session).await);
            }
            let first = positions.first().cloned().unwrap_or_default();
            let is_one = positions.len() == 1
                || !first.file.is_empty() && positions.iter().all(|p| *p == first);
            if is_one {
                return Ok((first, Snapshot::One));
            }
            if attempt == SNAPSHOTS || first.file.is_empty() {
                return Ok((first, Snapshot::Chunks));
            }
            for session in &mut *sessions {
                session.commit().await?;
            }
        }
        Ok((Position::default(), Snapshot::Chunks))
    }

    /// Ranges of the primary key's first column, about equally long; none where it is no whole number or there is little to read.
    async fn ranges(
        &self,
        sessions: &mut [Session],
        wanted: &Wanted,
        chunks: usize,
    ) -> Result<Vec<String>> {
        let Some(session) = sessions.first_mut() else {
            return Ok(Vec::new());
        };
        let table = Table::read(session, &wanted.table).await?;
        let key = table.primary_key.first().and_then(|key| table.column(key));
        let Some(key) =
            key.filter(|key| key.column_type.contains("int") && table.rows_about >= WORTH_CHUNKS)
        else {
            return Ok(Vec::new());
        };
        let key = name(&key.name);
        let condition = wanted
            .condition(None)
            .map(|c| format!(" WHERE {c}"))
            .unwrap_or_default();
        let bounds = format!(
            "SELECT MIN({key}), MAX({key}) FROM {}{condition}",
            name(&table.name)
        );
        let rows = session.rows(&bounds, "find the range of keys").await?;
        let row = rows.first().map(Vec::as_slice).unwrap_or_default();
        let number = |at| super::table::text(row, at).parse::<i128>().ok();
        let (Some(least), Some(greatest)) = (number(0), number(1)) else {
            return Ok(Vec::new());
        };
        Ok(split(least, greatest, chunks)
            .into_iter()
            .map(|(from, to)| range(&key, from, to))
            .collect())
    }

    /// Where snapshots were of several moments, the rows have to be as many as they are in one.
    async fn recount(&self, wanted: &Wanted, reading: &Reading) -> Result<()> {
        let rows = self.count(wanted).await?;
        match rows == reading.tally.rows {
            true => Ok(()),
            false => Err(DumpError {
                number: Some(GAVE_WAY),
                ..DumpError::remote(format!("`{}` changed while it was read", wanted.subject))
            }),
        }
    }

    /// How many rows there are now.
    pub(crate) async fn count(&self, wanted: &Wanted) -> Result<u64> {
        let mut session = self.source.open().await?;
        let condition = wanted
            .condition(None)
            .map(|c| format!(" WHERE {c}"))
            .unwrap_or_default();
        let count = format!("SELECT COUNT(*) FROM {}{condition}", name(&wanted.table));
        let rows = session
            .value(&count, &format!("count the rows of `{}`", wanted.subject))
            .await?;
        session.close().await;
        Ok(rows.and_then(|rows| rows.parse().ok()).unwrap_or(0))
    }

    /// Ends when somebody waits for a lock on the table that our snapshot keeps from them: others would queue behind. The
    /// connections are killed then, which frees the table at once.
    async fn somebody_waits(&self, table: &str, ids: &[String], killed: &AtomicBool) -> DumpError {
        let never = std::future::pending();
        let Ok(mut session) = self.source.open().await else {
            // Reading goes on; its own connection is there.
            return never.await;
        };
        let look = format!(
            "SELECT 1 FROM information_schema.PROCESSLIST WHERE DB = DATABASE() AND (STATE LIKE 'Waiting for table metadata lock%' AND INFO LIKE {} OR STATE LIKE 'Waiting for table flush%') LIMIT 1",
            quoted(&format!("%{}%", table.replace(['\\', '%', '_'], "_")))
        );
        loop {
            tokio::time::sleep(LOOK).await;
            match session.value(&look, "look who waits").await {
                Ok(None) => {}
                Ok(Some(_)) => break,
                Err(_) => return never.await,
            }
        }
        killed.store(true, Ordering::Relaxed);
        for id in ids {
            // One that has ended can't be killed, and needn't.
            let _ = session.run(&format!("KILL {id}"), "give way").await;
        }
        gave_way(table)
    }
}

fn gave_way(table: &str) -> DumpError {
    DumpError {
        number: Some(GAVE_WAY),
        ..DumpError::remote(format!(
            "somebody waits for `{table}`, and reading it was given up for them"
        ))
    }
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

/// One connection's part.
struct Pass {
    session: Session,
    spool: Spool,
    select: (String, bool),
    columns: usize,
    attempt: String,
}

impl Pass {
    async fn run(
        mut self,
        at: usize,
        watch: Arc<dyn Watch>,
        pace: Arc<Pace>,
    ) -> Result<(usize, Option<Spooled>, Tally)> {
        watch.step("rows");
        let (sql, shielded) = &self.select;
        let skipped = usize::from(*shielded);
        let failed = |error| DumpError::of_server(&self.attempt, &error);
        let mut block = Vec::with_capacity(BLOCK + BLOCK / 4);
        let mut count = 0;
        let mut rows = self.session.stream(sql);
        while let Some(row) = rows.next().await.map_err(failed)? {
            pack(&mut block, &row, skipped, self.columns);
            count += 1;
            if block.len() >= BLOCK {
                let full = std::mem::replace(&mut block, Vec::with_capacity(BLOCK + BLOCK / 4));
                watch.read(std::mem::take(&mut count), full.len() as u64);
                pace.spend(full.len()).await;
                if self.spool.send(full).await.is_err() {
                    break;
                }
            }
        }
        drop(rows);
        watch.read(count, block.len() as u64);
        if !block.is_empty() {
            // If the thread has failed `finish` tells why.
            let _ = self.spool.send(block).await;
        }
        watch.step("read");
        // The snapshot ends here, before anything else is waited for.
        self.session.close().await;
        let (file, tally) = self.spool.finish().await?;
        Ok((at, file, tally))
    }
}

type Part = (usize, Option<Spooled>, Tally);

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

/// `count` ranges from `least` to `greatest`, half-open but for both ends, which are open: `None`.
fn split(least: i128, greatest: i128, count: usize) -> Vec<(Option<i128>, Option<i128>)> {
    let parts = i128::try_from(count)
        .unwrap_or(1)
        .min(greatest - least + 1)
        .max(1);
    let cut =
        |at: i128| (at > 0 && at < parts).then(|| least + (greatest - least + 1) * at / parts);
    (0..parts).map(|at| (cut(at), cut(at + 1))).collect()
}

fn range(key: &str, from: Option<i128>, to: Option<i128>) -> String {
    match (from, to) {
        (Some(from), Some(to)) => format!("{key} >= {from} AND {key} < {to}"),
        (Some(from), None) => format!("{key} >= {from}"),
        (None, Some(to)) => format!("{key} < {to}"),
        (None, None) => "TRUE".to_owned(),
    }
}

/// Where the binary log was when this snapshot was taken: MariaDB tells it of the snapshot, MySQL about.
async fn position(session: &mut Session) -> Position {
    let attempt = "read the position of the binary log";
    let status = "SHOW STATUS LIKE 'binlog_snapshot_%'";
    let rows = session.rows(status, attempt).await.unwrap_or_default();
    let of = |wanted: &str| {
        let row = rows
            .iter()
            .find(|row| super::table::text(row, 0).eq_ignore_ascii_case(wanted));
        row.map(|row| super::table::text(row, 1))
            .unwrap_or_default()
    };
    let (file, place) = (of("binlog_snapshot_file"), of("binlog_snapshot_position"));
    let gtid = match file.is_empty() {
        true => "SELECT @@GLOBAL.gtid_executed".to_owned(),
        false => format!("SELECT BINLOG_GTID_POS({}, {place})", quoted(&file)),
    };
    Position {
        gtid: session
            .value(&gtid, attempt)
            .await
            .ok()
            .flatten()
            .unwrap_or_default()
            .replace('\n', ""),
        position: if file.is_empty() {
            String::new()
        } else {
            place
        },
        file,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_cover_everything_once() {
        assert_eq!(split(1, 10, 2), [(None, Some(6)), (Some(6), None)]);
        assert_eq!(split(5, 5, 4), [(None, None)]);
        assert_eq!(
            split(-3, 5, 3),
            [(None, Some(0)), (Some(0), Some(3)), (Some(3), None)]
        );
        let far = split(0, i128::from(u64::MAX), 2);
        assert_eq!(far, [(None, Some(1 << 63)), (Some(1 << 63), None)]);
    }
}
