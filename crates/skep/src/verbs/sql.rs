//! `skep sql`: flags to a job, and the job to the shell or the runner.

use std::io::{IsTerminal, Read, stdin, stdout};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use skep_engine::{Input, Session};
use tokio::runtime::Runtime;

use crate::failure::Failure;
use crate::print::Format;
use crate::runner::{Flow, Runner, Show};
use crate::shell;
use crate::surroundings;

/// For cancelled work to end.
const LAST_WORK: Duration = Duration::from_secs(5);

/// Standard input, as data.
const INPUT: Input = || Box::new(stdin());

/// Shown under `--help`.
pub(crate) const EXAMPLES: &str = "\
Examples:
  skep                                             a shell
  skep -e 'select * from wordfreqs limit 5'        one statement
  skep -f day.hql --hivevar day=2009-12-13         a script; ${hivevar:day} in it is 2009-12-13
  generate | skep                                  a script from a program
  skep -S --format csv -e 'show tables' > t.csv    rows for another program
  skep --format json -e 'select 1 as n' | jq .n

Ask files as they are, what they hold is found out (describe `PATH` shows it):
  skep -e 'select status, count(*) from `/var/log/nginx/access.log*` group by status'
  zcat day.csv.gz | skep -e 'select count(*) from `-`'

Make a table of the files that are already there:
  create external table wordfreqs (freq int, word string)
    row format delimited fields terminated by '\\t'
    stored as textfile location 's3://bucket/tables/wordfreqs';

Rows go to standard output, everything else to standard error.
Exit codes: 0 done, 1 a statement or its data is wrong, 2 the command line is wrong,
3 a remote system failed (trying again may help), 130 interrupted.";

/// Run HiveQL statements
///
/// Statements end with `;`. They come from -e, from -f, from standard input, or, on a terminal, from you: then this is
/// a shell with history, completion and progress. Tables are directories of plain files, on disk or in S3.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Statements to run; may be given several times
    #[arg(
        short = 'e',
        value_name = "SQL",
        conflicts_with = "file",
        allow_hyphen_values = true
    )]
    execute: Vec<String>,

    /// A script to run; `-` is standard input
    #[arg(short, value_name = "FILE")]
    file: Option<PathBuf>,

    /// A script to run first; may be given several times
    #[arg(short, long, value_name = "FILE")]
    init: Vec<PathBuf>,

    /// Rows and errors only: no OK, no times, no progress
    #[arg(short = 'S', long)]
    silent: bool,

    /// Show each statement (on standard error) before it runs
    #[arg(short, long)]
    verbose: bool,

    /// A variable for ${hivevar:KEY} and ${KEY}
    #[arg(long, visible_alias = "define", short = 'd', value_name = "KEY=VALUE", value_parser = key_value)]
    hivevar: Vec<(String, String)>,

    /// A setting, as with `set KEY=VALUE;`
    #[arg(long, value_name = "KEY=VALUE", value_parser = key_value)]
    hiveconf: Vec<(String, String)>,

    /// The database to start in
    #[arg(long, value_name = "NAME")]
    database: Option<String>,

    /// How rows are printed [default: table on a terminal, else tsv]
    #[arg(long, value_enum)]
    format: Option<Format>,

    /// Where the metastore and managed tables live [default: $SKEP_HOME, else .skep beside the nearest skep.toml, else
    /// the user's data directory]
    #[arg(long, value_name = "DIR")]
    home: Option<PathBuf>,
}

/// Where the statements come from.
enum Source {
    /// `-e`
    Texts(Vec<String>),
    /// `-f`, by its name
    Script(String, String),
    /// Standard input that is no terminal.
    Input,
    /// A person.
    Shell,
}

/// Runs the verb.
pub(crate) fn run(arguments: Arguments) -> Result<(), Failure> {
    let source = source(&arguments)?;
    let init = arguments
        .init
        .iter()
        .map(|path| read(path))
        .collect::<Result<Vec<_>, _>>()?;
    let show = Show {
        silent: arguments.silent,
        verbose: arguments.verbose,
        format: arguments.format.unwrap_or(if stdout().is_terminal() {
            Format::Table
        } else {
            Format::Tsv
        }),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let input = match source {
        Source::Texts(_) | Source::Script(..) if !stdin().is_terminal() => Some(INPUT),
        _ => None,
    };
    let session = open(arguments, input)?;
    let mut runner = Runner::new(session, show);
    let result = scripts(&runtime, &mut runner, init, source);
    // A cancelled statement clears away what it staged; one that is busy in a long computation isn't waited for.
    runtime.shutdown_timeout(LAST_WORK);
    result
}

fn scripts(
    runtime: &Runtime,
    runner: &mut Runner,
    init: Vec<(String, String)>,
    source: Source,
) -> Result<(), Failure> {
    for (name, text) in init {
        if let Flow::Quit = runtime.block_on(runner.script(&text, Some(&name)))? {
            return Ok(());
        }
    }
    match source {
        Source::Shell => shell::run(runtime, runner),
        Source::Texts(texts) => runtime.block_on(async {
            for text in texts {
                if let Flow::Quit = runner.script(&text, None).await? {
                    break;
                }
            }
            Ok(())
        }),
        Source::Script(name, text) => runtime
            .block_on(runner.script(&text, Some(&name)))
            .map(drop),
        Source::Input => {
            let text = read_input()?;
            runtime.block_on(runner.script(&text, None)).map(drop)
        }
    }
}

fn source(arguments: &Arguments) -> Result<Source, Failure> {
    Ok(match &arguments.file {
        _ if !arguments.execute.is_empty() => Source::Texts(arguments.execute.clone()),
        Some(path) if path.as_os_str() == "-" => Source::Input,
        Some(path) => {
            let (name, text) = read(path)?;
            Source::Script(name, text)
        }
        None if stdin().is_terminal() => Source::Shell,
        None => Source::Input,
    })
}

/// A script and its name.
fn read(path: &Path) -> Result<(String, String), Failure> {
    let name = path.display().to_string();
    match std::fs::read(path) {
        Ok(bytes) => Ok((name, text(bytes)?)),
        Err(error) => Err(Failure::usage(format!(
            "cannot read the script `{name}`: {error}"
        ))),
    }
}

fn read_input() -> Result<String, Failure> {
    let mut bytes = Vec::new();
    match stdin().lock().read_to_end(&mut bytes) {
        Ok(_) => text(bytes),
        Err(error) => Err(Failure::usage(format!(
            "cannot read standard input: {error}"
        ))),
    }
}

fn text(bytes: Vec<u8>) -> Result<String, Failure> {
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error
            .as_bytes()
            .iter()
            .take(at)
            .filter(|&&b| b == b'\n')
            .count()
            + 1;
        Failure::usage(format!(
            "the script is not UTF-8 text: see byte {at}, in line {line}"
        ))
    })
}

/// The engine's session, as the flags and the surroundings have it.
fn open(arguments: Arguments, input: Option<Input>) -> Result<Session, Failure> {
    let mut options = surroundings::options(arguments.home.as_deref())?;
    options.hivevars = arguments.hivevar.into_iter().collect();
    options.hiveconf = arguments.hiveconf.into_iter().collect();
    options.database = arguments.database;
    options.input = input;
    Ok(Session::open(options)?)
}

/// `key=value`
fn key_value(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.trim().is_empty() => {
            Ok((key.trim().to_owned(), value.to_owned()))
        }
        _ => Err("expected KEY=VALUE".to_owned()),
    }
}
