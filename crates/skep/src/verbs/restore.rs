//! `skep restore`: rows of an archive back into a database.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use skep_database::dump::{Day, RestoreJob, restore};

use super::connection::Connection;
use super::dump::{Dump, Restore, archive, interruptible, source};
use crate::failure::Failure;
use crate::project::Project;
use crate::report::Report;
use crate::surroundings;

const EXAMPLES: &str = "\
Examples:
  skep restore --from /var/backups/shop --url mysql://root@new/shop                               everything
  skep restore log_entries --from s3://backups/shop --day 2009-12-13 --url mysql://root@new/shop  a day
  skep restore log_entries --since 2009-12-01 --until 2009-12-31 --from /var/backups/shop --url mysql://root@new/shop

Each day is one transaction, which is committed only if the rows read back are those of the archive. Days that are there already are left
alone, so a restore that was stopped can be run again.";

/// Put rows of an archive back into MySQL or MariaDB, and check that they are what they were
///
/// Tables that aren't there are made from the archive's structure.sql. Rows of a day that is there and differs are never mixed with the
/// archive's: that is an error, or with --replace they are deleted first. Where rows go is said by flags or in skep.toml's [restore]; it is never
/// by itself the database that [dump] reads.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Where the archive is: a directory, or s3://BUCKET/PATH [default: `from` in skep.toml's [restore], else `to` in its [dump]]
    #[arg(long, value_name = "PLACE")]
    from: Option<String>,

    /// The tables [default: all]; `*` and `?` stand for any characters
    tables: Vec<String>,

    /// This day only
    #[arg(long, value_name = "DATE", conflicts_with_all = ["since", "until"])]
    day: Option<Day>,

    /// The first day
    #[arg(long, value_name = "DATE")]
    since: Option<Day>,

    /// The last day
    #[arg(long, value_name = "DATE")]
    until: Option<Day>,

    /// Delete rows of a day that differ from the archive's first
    #[arg(long)]
    replace: bool,

    /// Don't make views, routines, triggers and events when all tables are back
    #[arg(long)]
    no_programs: bool,

    /// The database's name in the archive, if it has several
    #[arg(long, value_name = "NAME")]
    archived: Option<String>,

    /// Where files of S3 are read into [default: $TMPDIR, else /tmp]
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
    let here = surroundings::here()?;
    let project = Project::find(&here.env)?;
    let (dumped, file) = (Dump::of(&project)?, Restore::of(&project)?);
    let from = arguments.from.as_ref().or(file.from.as_ref());
    let spool = arguments.spool.as_ref().or(file.spool.as_ref());
    let archive = archive(
        from.or(dumped.to.as_ref()),
        spool.or(dumped.spool.as_ref()),
        &here.env,
    )?;
    let source = source(&arguments.connection.over(&file.connection), &here.env)?;
    let named = arguments.archived.as_ref().or(file.archived.as_ref());
    let named = named.or(dumped.archived.as_ref());
    let report = Arc::new(Report::new("restored", "left alone", arguments.quiet));
    let summary = interruptible(async {
        let job = RestoreJob {
            database: archive.database(named.map(String::as_str)).await?,
            tables: arguments.tables.clone(),
            from: arguments.day.or(arguments.since),
            to: arguments.day.or(arguments.until),
            replace: arguments.replace,
            programs: !arguments.no_programs && file.programs.unwrap_or(true),
        };
        restore(source, archive, job, report.clone()).await
    })?;
    report.end(&summary)
}
