//! `skep log`: flags to a job over access logs.

mod files;
mod follow;
mod look;
mod read;
mod table;
mod told;

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use skep_log::LogError;
use skep_log::input::MAX_LINE;
use skep_log::moment;
use skep_log::rows::Form;
use skep_log::sieve::{Choice, field_named};
use skep_serde::access_log::LogFormat;

use self::look::Look;
use self::read::{Job, Take};
use crate::failure::Failure;
use crate::surroundings;

/// Shown under `--help`.
const EXAMPLES: &str = "\
Examples:
  skep log access.log                                    all fields, as CSV
  zcat -f /var/log/nginx/*.gz | skep log --fields time,host,status,path,bytes
  skep log *.log --where 'status >= 500 and path like \"/api/%\"' --to json
  skep log access.log --since yesterday --until today --header > yesterday.csv
  skep log --follow /var/log/apache2/access.log --where 'duration > 1'
  skep log --format '%h %l %u %t \"%r\" %>s %b %D' custom.log
  skep log access.log --rejects bad.txt --strict || mail -s 'odd lines' ops < bad.txt
  skep log --list-formats; skep log access.log --list-fields
  skep log --summary access.log*                         how many, when, how many bad; top paths, clients …
  skep log --html report.html access.log --since -7d     the same as a page

Every line that is read is written, left out or rejected, and counted; the counts go to standard error.
A condition is a HiveQL expression over fields. A rejected line is one that doesn't fit the format.
Exit codes: 0 done, 1 a file can't be read or, with --strict, a line was rejected, 2 the command line is wrong,
130 interrupted.";

/// Turn access-log lines into rows of chosen fields
///
/// Reads the logs of Apache, nginx, IIS, AWS and others, plain or compressed, and writes the fields as CSV, TSV or
/// JSON. The format is found by the first lines, named, or given as in the server's own configuration.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Log files, plain or compressed (gzip, zstd, bzip2: by content); `-` or none is standard input
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    /// How lines are written: a name of --list-formats, an Apache LogFormat or an nginx log_format string
    #[arg(long, value_name = "FORMAT", default_value = "auto")]
    format: String,

    /// The fields to write, in this order [default: all that don't repeat another]
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    fields: Vec<String>,

    /// How rows are written
    #[arg(long, value_enum, default_value_t = To::Csv)]
    to: To,

    /// Write the fields' names first
    #[arg(long)]
    header: bool,

    /// Only lines for which this HiveQL expression over fields is true
    #[arg(long = "where", value_name = "CONDITION")]
    condition: Option<String>,

    /// Only lines from this time on: 2015-05-17, 2015-05-17T10:05, today, yesterday, now-2h, -1d
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    since: Option<String>,

    /// Only lines before this time
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    until: Option<String>,

    /// The zone of times on this command line [default: this machine's]
    #[arg(long, value_name = "ZONE")]
    time_zone: Option<String>,

    /// Write times in UTC, not by the log's own clock
    #[arg(long)]
    utc: bool,

    /// Write lines that don't fit the format to this file, as they are
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,

    /// Write rows of lines that don't fit, too, with the fields that do
    #[arg(long)]
    keep: bool,

    /// End with 1 if a line was rejected
    #[arg(long)]
    strict: bool,

    /// Print a summary, not rows: requests over time, statuses, top paths, clients, agents, 404s, the slowest
    ///
    /// With --to json it is one JSON document. Lines that don't fit the format are told, not counted.
    #[arg(long, conflicts_with_all = NOT_IN_A_SUMMARY)]
    summary: bool,

    /// Write the summary as one self-contained page; `-` is standard output
    #[arg(long, value_name = "FILE", conflicts_with_all = NOT_IN_A_SUMMARY)]
    html: Option<PathBuf>,

    /// Rows of each table of a summary [default: 10, in a page 20]
    #[arg(long, value_name = "N")]
    top: Option<usize>,

    /// Stop after so many rows
    #[arg(long, value_name = "N")]
    limit: Option<u64>,

    /// Wait for more lines, also in the file that takes a rotated one's name, until interrupted
    #[arg(long)]
    follow: bool,

    /// With --follow: only lines from now on
    #[arg(long, requires = "follow")]
    from_end: bool,

    /// The longest line that is taken for one, in bytes
    #[arg(long, value_name = "BYTES", default_value_t = MAX_LINE)]
    max_line: usize,

    /// No counts and no progress
    #[arg(short, long)]
    quiet: bool,

    /// Print the formats that have names
    #[arg(long)]
    list_formats: bool,

    /// Print the fields of the format, or of that of the first file
    #[arg(long)]
    list_fields: bool,
}

/// Flags that say how rows are written, or for how long.
const NOT_IN_A_SUMMARY: [&str; 4] = ["fields", "header", "keep", "follow"];

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum To {
    /// RFC 4180, lines end with LF
    Csv,
    /// Tab, line ends and backslash in a field as \t, \n, \r, \\
    Tsv,
    /// An object a line
    Json,
}

impl From<To> for Form {
    fn from(to: To) -> Form {
        match to {
            To::Csv => Form::Csv,
            To::Tsv => Form::Tsv,
            To::Json => Form::Json,
        }
    }
}

/// Runs the verb.
pub(crate) fn run(arguments: Arguments) -> Result<(), Failure> {
    if arguments.list_formats {
        return told::formats();
    }
    let (job, take) = resolve(&arguments)?;
    spare_inputs(&arguments)?;
    if arguments.list_fields {
        return told::fields(&job);
    }
    match look(&arguments)? {
        Some(look) => look::run(job, &look),
        None => read::run(&job, &take),
    }
}

/// Nothing is written over a log that is read.
fn spare_inputs(arguments: &Arguments) -> Result<(), Failure> {
    if arguments
        .rejects
        .as_ref()
        .is_some_and(|path| path.as_os_str() == "-")
    {
        return Err(Failure::usage(
            "rows go to standard output, rejected lines don't: give --rejects a file",
        ));
    }
    let page = arguments
        .html
        .as_ref()
        .filter(|path| path.as_os_str() != "-");
    for (flag, path) in [("--rejects", arguments.rejects.as_ref()), ("--html", page)] {
        if let Some(path) = path
            && files::is_read(path, &arguments.files)
        {
            return Err(Failure::usage(format!(
                "{flag} would write over `{}`, which is read; give it another file",
                path.display()
            )));
        }
    }
    Ok(())
}

/// What a summary is to be, if one is wanted.
fn look(arguments: &Arguments) -> Result<Option<Look>, Failure> {
    if !arguments.summary && arguments.html.is_none() {
        return match arguments.top {
            Some(_) => Err(Failure::usage(
                "--top is about the tables of --summary and --html; --limit stops after so many rows",
            )),
            None => Ok(None),
        };
    }
    if arguments.to == To::Tsv {
        return Err(Failure::usage(
            "a summary is for people, or with --to json for machines; it has no rows for --to tsv",
        ));
    }
    let said =
        |word: &str, text: &Option<String>| text.as_ref().map(|text| format!("{word} {text}"));
    let conditions = [
        said("where", &arguments.condition),
        said("since", &arguments.since),
        said("until", &arguments.until),
    ];
    Ok(Some(Look {
        print: arguments.summary,
        json: arguments.to == To::Json,
        page: arguments.html.clone(),
        top: arguments.top,
        utc: arguments.utc,
        conditions: conditions.into_iter().flatten().collect(),
    }))
}

/// The format, where it is said.
fn format(text: &str) -> Result<Option<LogFormat>, LogError> {
    match text.eq_ignore_ascii_case("auto") {
        true => Ok(None),
        false => Ok(Some(LogFormat::parse(text)?)),
    }
}

fn resolve(arguments: &Arguments) -> Result<(Job, Take), Failure> {
    let zone = match &arguments.time_zone {
        None => surroundings::local_zone(),
        Some(name) => name.parse().map_err(|_| {
            Failure::usage(format!(
                "`{name}` is no time zone: `Europe/Berlin`, `US/Pacific` and `UTC` are"
            ))
        })?,
    };
    let now = surroundings::now();
    let moment = |text: &Option<String>| {
        text.as_deref()
            .map(|text| moment::read(text, now, zone))
            .transpose()
    };
    let take = Take {
        fields: arguments.fields.clone(),
        form: arguments.to.into(),
        header: arguments.header,
        utc: arguments.utc,
    };
    let job = Job {
        files: arguments.files.clone(),
        format: format(&arguments.format)?,
        choice: Choice {
            condition: arguments.condition.clone(),
            since: moment(&arguments.since)?,
            until: moment(&arguments.until)?,
            zone,
            keep: arguments.keep,
            limit: arguments.limit,
        },
        rejects: arguments.rejects.clone(),
        strict: arguments.strict,
        follow: arguments.follow,
        from_end: arguments.from_end,
        max_line: arguments.max_line,
        quiet: arguments.quiet,
        rows: true,
    };
    // What is wrong with the fields is told before a file is opened.
    if let Some(format) = &job.format {
        for name in &take.fields {
            field_named(format, name)?;
        }
    }
    Ok((job, take))
}
