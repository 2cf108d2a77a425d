//! `skep dump`: flags to a job, the job to the library; `status` and `verify` of what it made.

mod lake;
mod section;
mod status;
mod verify;
mod words;

use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::TimeDelta;
use chrono_tz::Tz;
use clap::{Args, Subcommand};
pub(super) use section::{Dump, Restore};
use skep_database::dump::{Archive, Compression, Day, Format, Job, MaskKind, Rules, Source, dump};
use skep_engine::ErrorKind;
use skep_storage::{Environment, Stores};
use tokio::signal::unix::{SignalKind, signal};

use self::lake::LakeArguments;
use self::words::{chunks, compression, duration, format_of, mask, pair, size, zone};
use super::connection::Connection;
use crate::failure::Failure;
use crate::report::Report;
use crate::surroundings;

const EXAMPLES: &str = "\
Examples:
  skep dump                                          what [dump] in skep.toml says
  skep dump --url mysql://backup@db1/shop --to /var/backups/shop --daily log_entries:created_at --whole 'users'
  skep dump --config config/database.yml --to s3://backups/shop --daily log_entries:day --time-zone Europe/Berlin
  skep dump status --to /var/backups/shop
  skep dump verify --to /var/backups/shop --deep --url mysql://backup@db1/shop
  skep restore --from /var/backups/shop --url mysql://root@new/shop

A day is dumped once: when it is over and --settle has passed. It is done when its manifest is there (_days/2009-12-13.json), which is
written last; a run that was killed leaves nothing that counts. Days are half-open ranges of the column in --time-zone.

Exit codes: 0 done; 1 a day changed after it was dumped, or data is damaged; 2 the command line is wrong; 3 a server failed
(running it again goes on where it stopped); 130 interrupted.";

/// Archive a MySQL or MariaDB database: tables that grow by a day a day at a time, each day once, others whole
///
/// Days are read in short snapshots, without locks, and written as files of INSERT statements that the plain `mysql` client can read.
/// They go to a directory or to S3.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, args_conflicts_with_subcommands = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: Option<What>,
    #[command(flatten)]
    dump: DumpArguments,
}

#[derive(Debug, Subcommand)]
enum What {
    /// A calendar of what is in the archive: done, missing, empty, changed
    Status(status::Arguments),
    /// Compare the archive with its manifests, and with --deep with the live tables
    Verify(Box<verify::Arguments>),
}

/// What is dumped.
#[derive(Debug, Args)]
struct DumpArguments {
    /// Where the archive is: a directory, or s3://BUCKET/PATH [default: what skep.toml says, as for all of these]
    #[arg(long, value_name = "PLACE")]
    to: Option<String>,

    /// Tables that are dumped a day at a time, and the column that says the day: a DATE, DATETIME, TIMESTAMP, or seconds since 1970;
    /// `*` and `?` in the table's name stand for any characters
    #[arg(long, value_name = "TABLE:COLUMN", value_parser = pair)]
    daily: Vec<(String, String)>,

    /// Tables that are dumped whole each time; `*` and `?` stand for any characters
    #[arg(long, value_name = "TABLE")]
    whole: Vec<String>,

    /// The first day [default: that of the first row]
    #[arg(long, value_name = "DATE")]
    start: Option<Day>,

    /// The last day [default: the last one that is over]
    #[arg(long, value_name = "DATE")]
    until: Option<Day>,

    /// The zone that days are of, as in Europe/Berlin [default: $TZ, else the machine's]
    #[arg(long, value_name = "ZONE", value_parser = zone)]
    time_zone: Option<Tz>,

    /// How long after its end a day is left alone, for what is committed late [default: 1h]
    #[arg(long, value_name = "TIME", value_parser = duration)]
    settle: Option<TimeDelta>,

    /// How long after its end a day without rows is expected to get some [default: 3d]
    #[arg(long, value_name = "TIME", value_parser = duration)]
    settle_empty: Option<TimeDelta>,

    /// How many of the last days that are done are counted again [default: 7]
    #[arg(long, value_name = "DAYS")]
    look_back: Option<usize>,

    /// Dump days again that changed after they were dumped
    #[arg(long)]
    redump: bool,

    /// Connections that read one table at the same time, each a range of its primary key [default: 1]
    #[arg(long, value_name = "N", value_parser = chunks)]
    chunks: Option<u16>,

    /// What files are: sql, INSERT statements for any client, or parquet, tables to query; for some tables only as TABLE:FORMAT
    /// [default: sql]
    #[arg(long, value_name = "[TABLE:]FORMAT", value_parser = format_of)]
    format: Vec<(Option<String>, Format)>,

    /// How files are compressed: zstd or gzip [default: zstd]
    #[arg(long, value_name = "HOW", value_parser = compression)]
    compression: Option<Compression>,

    /// For how long a day is read from one snapshot, if it has a key to read it in pieces; 0 for no limit [default: 10m]
    #[arg(long, value_name = "TIME", value_parser = duration)]
    max_snapshot: Option<TimeDelta>,

    /// Read no more than this in a second, as in 20M
    #[arg(long, value_name = "BYTES", value_parser = size)]
    max_rate: Option<u64>,

    /// Only rows that meet an SQL condition
    #[arg(long = "where", value_name = "TABLE:CONDITION", value_parser = pair)]
    conditions: Vec<(String, String)>,

    /// Keep values of a column out of the archive: `hash` for something equal where they were equal, `drop` for nothing
    #[arg(long, value_name = "TABLE.COLUMN=hash|drop", value_parser = mask)]
    mask: Vec<(String, String, MaskKind)>,

    /// A file whose content goes into hashes, so that nobody without it can try values
    #[arg(long, value_name = "FILE")]
    mask_key_file: Option<PathBuf>,

    /// Leave out structure.sql and triggers.sql
    #[arg(long)]
    no_structure: bool,

    /// Where files wait for their upload to S3 [default: $TMPDIR, else /tmp]
    #[arg(long, value_name = "DIR")]
    spool: Option<PathBuf>,

    /// Say only what is wrong
    #[arg(short, long)]
    quiet: bool,

    #[command(flatten)]
    lake: LakeArguments,

    #[command(flatten)]
    connection: Connection,
}

/// Runs the verb.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    match &arguments.what {
        Some(What::Status(arguments)) => status::run(arguments),
        Some(What::Verify(arguments)) => verify::run(arguments),
        None => run_dump(&arguments.dump),
    }
}

fn run_dump(arguments: &DumpArguments) -> Result<(), Failure> {
    let here = surroundings::here()?;
    let file = Dump::find(&here.env)?;
    let archive = archive(
        arguments.to.as_ref().or(file.to.as_ref()),
        arguments.spool.as_ref().or(file.spool.as_ref()),
        &here.env,
    )?;
    let mut job = job(arguments, &file, here.zone)?;
    job.lake = arguments.lake.lake(file.register.as_ref(), &here)?;
    let source = source(&arguments.connection.over(&file.connection), &here.env)?;
    let report = Arc::new(Report::new("dumped", "left for later", arguments.quiet));
    let summary = interruptible(dump(source, archive, job, report.clone()))?;
    report.end(&summary)
}

/// What is to be dumped: flags, and what `skep.toml` says where there are none.
fn job(flags: &DumpArguments, file: &Dump, zone: Tz) -> Result<Job, Failure> {
    let mut job = Job::new(flags.time_zone.or(file.time_zone).unwrap_or(zone));
    tables(&mut job, flags, file);
    job.start = flags.start.or(file.start);
    job.last = flags.until.or(file.until);
    job.settle = flags.settle.or(file.settle).unwrap_or(job.settle);
    let settle_empty = flags.settle_empty.or(file.settle_empty);
    job.settle_empty = settle_empty.unwrap_or(job.settle_empty).max(job.settle);
    job.look_back = flags.look_back.or(file.look_back).unwrap_or(job.look_back);
    job.redump = flags.redump || file.redump.unwrap_or(job.redump);
    let chunks = flags.chunks.or(file.chunks).map(usize::from);
    job.chunks = chunks.unwrap_or(job.chunks);
    if let Some(limit) = flags.max_snapshot.or(file.max_snapshot) {
        job.ceiling = limit.to_std().ok().filter(|limit| !limit.is_zero());
    }
    job.format = file.format.unwrap_or(job.format);
    for (table, format) in &flags.format {
        match table {
            Some(table) => job.rules.entry(table.clone()).or_default().format = Some(*format),
            None => job.format = *format,
        }
    }
    let compression = flags.compression.or(file.compression);
    job.compression = compression.unwrap_or(job.compression);
    job.max_rate = flags.max_rate.or(file.max_rate);
    job.structure = !flags.no_structure && file.structure.unwrap_or(job.structure);
    let key = flags.mask_key_file.as_ref().or(file.mask_key_file.as_ref());
    job.mask_key = mask_key(key)?;
    match job.daily.is_empty() && job.whole.is_empty() && !job.structure {
        false => Ok(job),
        true => Err(Failure::usage(
            "there is nothing to dump: name tables with --daily TABLE:COLUMN or --whole TABLE, or in skep.toml",
        )),
    }
}

/// Flags that name tables are all there is to dump; the file's rules hold for them, too.
fn tables(job: &mut Job, flags: &DumpArguments, file: &Dump) {
    job.daily.clone_from(&flags.daily);
    job.whole.clone_from(&flags.whole);
    let is_chosen = !(job.daily.is_empty() && job.whole.is_empty());
    for (name, table) in &file.tables {
        if !is_chosen && let Some(column) = &table.daily {
            job.daily.push((name.clone(), column.clone()));
        }
        if !is_chosen && table.whole {
            job.whole.push(name.clone());
        }
        if table.rules != Rules::default() {
            job.rules.insert(name.clone(), table.rules.clone());
        }
    }
    for (table, condition) in &flags.conditions {
        job.rules.entry(table.clone()).or_default().condition = Some(condition.clone());
    }
    for (table, column, kind) in &flags.mask {
        let masks = &mut job.rules.entry(table.clone()).or_default().masks;
        masks.retain(|(name, _)| !name.eq_ignore_ascii_case(column));
        masks.push((column.clone(), *kind));
    }
}

fn mask_key(file: Option<&PathBuf>) -> Result<String, Failure> {
    let Some(file) = file else {
        return Ok(String::new());
    };
    match std::fs::read_to_string(file) {
        Ok(key) => Ok(key.trim().to_owned()),
        Err(error) => Err(Failure::usage(format!(
            "cannot read `{}`: {error}",
            file.display()
        ))),
    }
}

/// The database that the flags lead to.
pub(super) fn source(connection: &Connection, env: &Environment) -> Result<Source, Failure> {
    let server = connection.server(env, &["skep"])?;
    Ok(Source::of_server(&server)?)
}

/// The archive at a place as users write it.
pub(super) fn archive(
    place: Option<&String>,
    spool: Option<&PathBuf>,
    env: &Environment,
) -> Result<Archive, Failure> {
    let Some(place) = place else {
        return Err(Failure::usage(
            "where is the archive?\nhint: --to DIRECTORY or --to s3://BUCKET/PATH; for restore it is --from; or `to` in [dump] of skep.toml",
        ));
    };
    let stores = Arc::new(Stores::new(env.clone()));
    let root = stores
        .location(place)
        .map_err(|error| Failure::usage(format!("{error}")))?;
    let spool = spool
        .cloned()
        .or_else(|| env.var("TMPDIR").map(PathBuf::from))
        .unwrap_or_else(|| PathBuf::from("/tmp"));
    Ok(Archive::new(stores, root, env.cwd().join(spool)))
}

/// Does the work, until it is done or somebody stops us. What is dropped then removes its files.
pub(super) fn interruptible<T, E: Into<Failure>>(
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let result = runtime.block_on(async {
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            done = work => done.map_err(Into::into),
            _ = interrupt.recv() => Err(Failure::Told(ErrorKind::Interrupted, INTERRUPTED.to_owned())),
            _ = terminate.recv() => Err(Failure::Told(ErrorKind::Interrupted, INTERRUPTED.to_owned())),
        }
    });
    runtime.shutdown_timeout(std::time::Duration::from_secs(2));
    result
}

const INTERRUPTED: &str =
    "interrupted; what is done stays done, and the next run goes on from there";
