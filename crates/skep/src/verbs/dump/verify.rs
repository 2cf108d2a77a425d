//! `skep dump verify`.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use skep_database::dump::{Day, Job, VerifyJob, verify};

use super::{Dump, archive, interruptible, mask_key, source};
use crate::failure::Failure;
use crate::report::Report;
use crate::surroundings;
use crate::verbs::connection::Connection;

/// Compare the archive with its manifests, and with --deep with the live tables
///
/// Every file is read and its length and SHA-256 compared with what its manifest says. With --deep every day's rows are read from the live
/// table, too, and their checksum is compared.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Where the archive is: a directory, or s3://BUCKET/PATH [default: `to` in skep.toml's [dump]]
    #[arg(long, value_name = "PLACE")]
    to: Option<String>,

    /// The tables [default: all]; `*` and `?` stand for any characters
    tables: Vec<String>,

    /// The first day
    #[arg(long, value_name = "DATE")]
    since: Option<Day>,

    /// The last day
    #[arg(long, value_name = "DATE")]
    until: Option<Day>,

    /// Compare with the live tables, too
    #[arg(long)]
    deep: bool,

    /// The database's name in the archive, if it has several
    #[arg(long, value_name = "NAME")]
    archived: Option<String>,

    /// The file whose content went into hashes
    #[arg(long, value_name = "FILE")]
    mask_key_file: Option<PathBuf>,

    /// Where files of S3 are read into [default: $TMPDIR, else /tmp]
    #[arg(long, value_name = "DIR")]
    spool: Option<PathBuf>,

    /// Say only what is wrong
    #[arg(short, long)]
    quiet: bool,

    #[command(flatten)]
    connection: Connection,
}

/// Runs it.
pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let here = surroundings::here()?;
    let file = Dump::find(&here.env)?;
    let archive = archive(
        arguments.to.as_ref().or(file.to.as_ref()),
        arguments.spool.as_ref().or(file.spool.as_ref()),
        &here.env,
    )?;
    let source = match arguments.deep {
        true => Some(source(
            &arguments.connection.over(&file.connection),
            &here.env,
        )?),
        false => None,
    };
    let mut job = Job::new(here.zone);
    let key = arguments.mask_key_file.as_ref();
    job.mask_key = mask_key(key.or(file.mask_key_file.as_ref()))?;
    let named = arguments.archived.as_ref().or(file.archived.as_ref());
    let report = Arc::new(Report::new("right", "left alone", arguments.quiet));
    let summary = interruptible(async {
        let wanted = VerifyJob {
            database: archive.database(named.map(String::as_str)).await?,
            tables: arguments.tables.clone(),
            from: arguments.since,
            to: arguments.until,
        };
        verify(
            &archive,
            &wanted,
            source.map(|source| (source, &job)),
            report.clone(),
        )
        .await
    })?;
    report.end(&summary)
}
