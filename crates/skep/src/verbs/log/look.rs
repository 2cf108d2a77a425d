//! `skep log --summary` and `--html`: a log at a glance instead of its rows.

use std::fs::{self, File};
use std::io::{self, BufWriter, IsTerminal, stdout};
use std::path::{Path, PathBuf};

use skep_engine::ErrorKind;
use skep_log::LogError;
use skep_log::sieve::Sieve;
use skep_log::summary::{About, Report, Screen, Summary};
use skep_serde::access_log::LogFormat;

use super::files;
use super::read::{self, Flush, Job};
use crate::failure::Failure;
use crate::say::say;
use crate::{shell, surroundings};

/// Rows of each table, on a terminal and in a page.
const ROWS: usize = 10;
const PAGE_ROWS: usize = 20;

/// Columns of what is no terminal.
const WIDTH: usize = 100;

/// How a log is shown.
pub(super) struct Look {
    /// Printed on standard output.
    pub(super) print: bool,
    /// Printed as JSON.
    pub(super) json: bool,
    /// Written as a page; `-` is standard output.
    pub(super) page: Option<PathBuf>,
    /// Rows of each table.
    pub(super) top: Option<usize>,
    /// Times in UTC.
    pub(super) utc: bool,
    /// What was asked of lines, in words.
    pub(super) conditions: Vec<String>,
}

impl Flush for Summary {
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Reads a job's lines and shows what they come to.
pub(super) fn run(mut job: Job, look: &Look) -> Result<(), Failure> {
    // A summary of which a line was rejected is shown all the same; then the end tells.
    let strict = std::mem::take(&mut job.strict);
    job.rows = false;
    let fields = |format: &LogFormat| Ok(Summary::wanted(format));
    let sink = |sieve: &Sieve, _: &[usize]| {
        let mut summary = Summary::new(look.utc);
        summary.begin(sieve.format(), |field| sieve.slot(field));
        summary
    };
    let read = read::read(&job, fields, sink)?;
    let mut about = About {
        files: job.files.iter().map(|path| files::name(path)).collect(),
        conditions: look.conditions.clone(),
        made: Some(surroundings::now().timestamp()),
        ..About::default()
    };
    let mut rejected = false;
    let summary = match read {
        Some((sieve, summary)) => {
            about.format = sieve.format().to_string();
            about.filtered = sieve.counts.filtered;
            rejected = sieve.first_reject.is_some();
            summary
        }
        None => Summary::new(look.utc),
    };
    let page = look.page.is_some();
    let rows = look.top.unwrap_or(if page { PAGE_ROWS } else { ROWS });
    show(&summary.report(about, rows), look, job.quiet)?;
    match strict && rejected {
        true => Err(Failure::Said(ErrorKind::Query)),
        false => Ok(()),
    }
}

fn show(report: &Report, look: &Look, quiet: bool) -> Result<(), Failure> {
    if let Some(path) = &look.page {
        write(report, path).map_err(|error| LogError::Write {
            what: format!("`{}`", path.display()),
            error,
        })?;
        if !quiet && path.as_os_str() != "-" {
            say(&format!("wrote `{}`", path.display()));
        }
    }
    if look.print {
        let mut out = BufWriter::new(stdout().lock());
        match look.json {
            true => report.write_json(&mut out)?,
            false => report.print(screen(), &mut out)?,
        }
    }
    Ok(())
}

/// The terminal, or what is none.
fn screen() -> Screen {
    Screen {
        width: shell::terminal_width().unwrap_or(WIDTH),
        colours: stdout().is_terminal() && !surroundings::no_colours(),
    }
}

/// Writes the page under a staging name beside its own, which it gets when it is whole.
fn write(report: &Report, path: &Path) -> io::Result<()> {
    if path.as_os_str() == "-" {
        return report.write_html(&mut stdout().lock());
    }
    let is_plain = fs::metadata(path).map_or(true, |metadata| metadata.is_file());
    let Some(name) = path.file_name().filter(|_| is_plain) else {
        return report.write_html(&mut File::create(path)?);
    };
    let staging = format!(".{}.{}", name.to_string_lossy(), std::process::id());
    let staging = path.with_file_name(staging);
    let written = File::create(&staging)
        .map(BufWriter::new)
        .and_then(|mut file| report.write_html(&mut file))
        .and_then(|()| fs::rename(&staging, path));
    if written.is_err() {
        // It may not be there; the first error is the one to tell.
        let _ = fs::remove_file(&staging);
    }
    written
}
