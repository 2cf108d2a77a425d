//! `skep dump`: flags to a job, the job to the library; `status` and `verify` of what it made.

mod status;
mod verify;

use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::TimeDelta;
use chrono_tz::Tz;
use clap::{Args, Subcommand};
use skep_database::dump::{Archive, Compression, Day, Job, MaskKind, Source, dump};
use skep_engine::ErrorKind;
use skep_storage::{Environment, Stores};
use tokio::signal::unix::{SignalKind, signal};

use super::connection::Connection;
use crate::failure::Failure;
use crate::report::Report;
use crate::surroundings;

const EXAMPLES: &str = "\
Examples:
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
#[command(after_help = EXAMPLES, args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
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
    /// Where the archive is: a directory, or s3://BUCKET/PATH
    #[arg(long, value_name = "PLACE", required = true)]
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

    /// How long after its end a day is left alone, for what is committed late
    #[arg(long, value_name = "TIME", default_value = "1h", value_parser = duration)]
    settle: TimeDelta,

    /// How long after its end a day without rows is expected to get some
    #[arg(long, value_name = "TIME", default_value = "3d", value_parser = duration)]
    settle_empty: TimeDelta,

    /// How many of the last days that are done are counted again
    #[arg(long, value_name = "DAYS", default_value_t = 7)]
    look_back: usize,

    /// Dump days again that changed after they were dumped
    #[arg(long)]
    redump: bool,

    /// Connections that read one table at the same time, each a range of its primary key
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=64))]
    chunks: u16,

    /// How files are compressed: zstd or gzip
    #[arg(long, value_name = "HOW", default_value = "zstd", value_parser = compression)]
    compression: Compression,

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
    let source = source(&arguments.connection, &here.env)?;
    let archive = archive(
        arguments.to.as_deref().unwrap_or_default(),
        arguments.spool.clone(),
        &here.env,
    )?;
    let job = job(arguments, here.zone)?;
    let report = Arc::new(Report::new("dumped", arguments.quiet));
    let summary = interruptible(dump(source, archive, job, report.clone()))?;
    report.end(&summary)
}

fn job(arguments: &DumpArguments, zone: Tz) -> Result<Job, Failure> {
    if arguments.daily.is_empty() && arguments.whole.is_empty() && arguments.no_structure {
        return Err(Failure::usage(
            "there is nothing to dump: name tables with --daily TABLE:COLUMN or --whole TABLE",
        ));
    }
    let mut job = Job::new(arguments.time_zone.unwrap_or(zone));
    job.daily.clone_from(&arguments.daily);
    job.whole.clone_from(&arguments.whole);
    job.start = arguments.start;
    job.last = arguments.until;
    job.settle = arguments.settle;
    job.settle_empty = arguments.settle_empty.max(arguments.settle);
    job.look_back = arguments.look_back;
    job.redump = arguments.redump;
    job.chunks = arguments.chunks.into();
    job.compression = arguments.compression;
    job.max_rate = arguments.max_rate;
    job.structure = !arguments.no_structure;
    for (table, condition) in &arguments.conditions {
        job.rules.entry(table.clone()).or_default().condition = Some(condition.clone());
    }
    for (table, column, kind) in &arguments.mask {
        job.rules
            .entry(table.clone())
            .or_default()
            .masks
            .push((column.clone(), *kind));
    }
    job.mask_key = mask_key(arguments.mask_key_file.as_ref())?;
    Ok(job)
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
    place: &str,
    spool: Option<PathBuf>,
    env: &Environment,
) -> Result<Archive, Failure> {
    let stores = Arc::new(Stores::new(env.clone()));
    let root = stores
        .location(place)
        .map_err(|error| Failure::usage(format!("{error}")))?;
    let spool = spool
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

/// `TABLE:REST`
fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once(':') {
        Some((table, rest)) if !table.is_empty() && !rest.is_empty() => {
            Ok((table.to_owned(), rest.to_owned()))
        }
        _ => Err("it is written TABLE:…, with a colon between".to_owned()),
    }
}

fn mask(text: &str) -> Result<(String, String, MaskKind), String> {
    let parts = text
        .split_once('=')
        .and_then(|(column, kind)| Some((column.split_once('.')?, kind)));
    let Some(((table, column), kind)) = parts else {
        return Err("it is written TABLE.COLUMN=hash or TABLE.COLUMN=drop".to_owned());
    };
    Ok((table.to_owned(), column.to_owned(), kind.parse()?))
}

fn compression(text: &str) -> Result<Compression, String> {
    match text {
        "zstd" | "zst" => Ok(Compression::Zstd),
        "gzip" | "gz" => Ok(Compression::Gzip),
        _ => Err("zstd or gzip".to_owned()),
    }
}

/// A zone's name.
pub(super) fn zone(text: &str) -> Result<Tz, String> {
    text.parse()
        .map_err(|_| "no such time zone; as in Europe/Berlin or UTC".to_owned())
}

/// `90s`, `30m`, `2h`, `3d`
pub(super) fn duration(text: &str) -> Result<TimeDelta, String> {
    match text {
        "0" => Some(TimeDelta::zero()),
        text => skep_database::check::duration(text),
    }
    .ok_or_else(|| "it is written 90s, 30m, 2h, 3d or 1w".to_owned())
}

/// `512`, `20M`
fn size(text: &str) -> Result<u64, String> {
    let unit = text.chars().last().unwrap_or_default().to_ascii_uppercase();
    let factor = match unit {
        'K' => 1 << 10,
        'M' => 1 << 20,
        'G' => 1 << 30,
        _ => 1,
    };
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let size = digits
        .parse::<u64>()
        .ok()
        .and_then(|number| number.checked_mul(factor));
    size.filter(|size| *size > 0)
        .ok_or_else(|| "it is written 500K, 20M or 1G".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_read() {
        assert_eq!(pair("log:at"), Ok(("log".to_owned(), "at".to_owned())));
        assert!(pair("log").is_err() && pair(":at").is_err());
        assert_eq!(size("20M"), Ok(20 << 20));
        assert!(size("0").is_err() && size("M").is_err());
        assert_eq!(
            mask("users.email=hash").map(|mask| mask.2),
            Ok(MaskKind::Hash)
        );
        assert!(mask("email=hash").is_err() && mask("users.email=x").is_err());
        assert_eq!(duration("0"), Ok(TimeDelta::zero()));
        assert_eq!(duration("3d"), Ok(TimeDelta::days(3)));
    }
}
