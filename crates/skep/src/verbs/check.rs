//! `skep check`: is the row there? One line, fast, or none.
//!
//! Nothing of the engine is started: a question, one thread, one connection, an answer.

use std::future::Future;
use std::io::{Write, stdout};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use chrono_tz::Tz;
use clap::{Args, ValueEnum};
use skep_database::check::{
    Answer, CheckError, CheckErrorKind, Clock, Compare, Condition, Deadline, Question, Test, Value,
    ask, ask_lake, duration,
};
use skep_engine::ErrorKind;
use skep_metastore::{METASTORE_FILE, SqliteMetastore};
use skep_storage::{Environment, Stores};
use tokio::signal::unix::{SignalKind, signal};

use super::connection::Connection;
use crate::failure::Failure;
use crate::surroundings;

const EXAMPLES: &str = "\
Conditions are `column operator value` and all have to hold:
  day=yesterday  'bytes>=100'  status!=200  'status in (200, 304)'  'error is null'  host=@hostname
Words for days: today, yesterday, tomorrow, today-7d; for moments: now, now-2h, today+9h. A day is all of it, also in a
column that knows the time; yesterday:%Y%m%d is its text. A value in 'quotes' is text and nothing else.

Examples:
  skep check log_entries day=yesterday host=@hostname --config config/database.yml --env production
  skep check orders --max-age 2h created_at --url-file /etc/zabbix/shop.url
  skep check log_entries day=yesterday --min-rows 1000 --nagios --defaults-file /etc/nagios/my.cnf
  skep check lake:hits dt=yesterday

`1` or `0` on standard output means that the row is there, or that it isn't. If that can't be told, standard output is
empty, standard error says why, and the exit code is 3 (the server), 2 (the question: a table, a column, a password) or
130 (stopped).";

/// Is the row there? Prints 1 or 0 within a deadline, for monitors
///
/// Asks MySQL, MariaDB, PostgreSQL or SQLite whether a table has a row that satisfies conditions. With `lake:TABLE` it asks whether a
/// partition of one of skep's own tables exists and has files that aren't empty.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The table, perhaps as DATABASE.TABLE; lake:TABLE for one of skep's own
    table: String,

    /// What has to hold for the row
    #[arg(value_name = "CONDITION")]
    conditions: Vec<String>,

    /// That many rows have to be there; no more than that are counted
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
    min_rows: u64,

    /// The row has to be this young by that column, as in `2h created_at`
    #[arg(long, num_args = 2, value_names = ["AGE", "COLUMN"])]
    max_age: Vec<String>,

    /// How long everything may take: names, connecting, asking, stopping
    #[arg(long, value_name = "SECONDS", default_value = "2.5", value_parser = seconds)]
    timeout: Duration,

    /// Where days begin, as in Europe/Berlin [default: $TZ, else the machine's]
    #[arg(long, value_name = "ZONE", value_parser = zone)]
    time_zone: Option<Tz>,

    /// In which zone columns without one (DATETIME) are written; Rails' are in UTC [default: that of --time-zone]
    #[arg(long, value_name = "ZONE", value_parser = zone)]
    stored_zone: Option<Tz>,

    /// What is printed when the answer can't be told
    #[arg(long, value_enum, value_name = "WHAT", default_value_t = OnError::Empty)]
    on_error: OnError,

    /// Answer as a Nagios plugin: 0 OK, 1 WARNING (fewer rows than --min-rows), 2 CRITICAL (none), 3 UNKNOWN
    #[arg(long, conflicts_with = "on_error")]
    nagios: bool,

    /// Print nothing: exit code 0 for there, 1 for not there
    #[arg(short, long, conflicts_with_all = ["nagios", "on_error"])]
    quiet: bool,

    /// For lake:TABLE, the home with the metastore [default: as for skep sql]
    #[arg(long, value_name = "DIR")]
    home: Option<PathBuf>,

    #[command(flatten)]
    connection: Connection,
}

/// What stands in for an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum OnError {
    /// Nothing; the exit code and standard error tell
    Empty,
    /// `0`, as if the row weren't there
    #[value(name = "0")]
    Zero,
    /// `ZBX_NOTSUPPORTED`, for Zabbix
    Unsupported,
}

/// Runs the verb.
pub(crate) fn run(arguments: Arguments) -> Result<(), Failure> {
    let started = Instant::now();
    let result = answer(&arguments);
    let seconds = started.elapsed().as_secs_f64();
    if arguments.nagios {
        return nagios(&arguments, result, seconds);
    }
    match result {
        Ok(answer) if arguments.quiet => match answer.is_there {
            true => Ok(()),
            false => Err(Failure::Said(ErrorKind::Query)),
        },
        Ok(answer) => print(if answer.is_there { "1" } else { "0" }),
        Err(failure) => match arguments.on_error {
            OnError::Empty => Err(failure.in_one_line()),
            // Zabbix reads both streams as one: nothing else may be said.
            OnError::Zero => print("0"),
            OnError::Unsupported => print("ZBX_NOTSUPPORTED"),
        },
    }
}

fn print(line: &str) -> Result<(), Failure> {
    Ok(writeln!(stdout().lock(), "{line}")?)
}

/// The answer in the convention of Nagios' plugins: a line with performance data, and the exit code.
fn nagios(
    arguments: &Arguments,
    result: Result<Answer, Failure>,
    seconds: f64,
) -> Result<(), Failure> {
    let (table, wanted) = (&arguments.table, arguments.min_rows);
    let limit = arguments.timeout.as_secs_f64();
    let (code, word, text, rows) = match result {
        Ok(Answer {
            is_there: true,
            rows,
        }) if wanted == 1 => (0, "OK", format!("{table} has the row"), Some(rows)),
        Ok(Answer {
            is_there: true,
            rows,
        }) => (
            0,
            "OK",
            format!("{table} has {rows} rows or more"),
            Some(rows),
        ),
        Ok(Answer { rows: 0, .. }) => (2, "CRITICAL", format!("{table} has no such row"), Some(0)),
        Ok(Answer { rows, .. }) => (
            1,
            "WARNING",
            format!("{table} has {rows} of {wanted} rows"),
            Some(rows),
        ),
        Err(failure) => (
            3,
            "UNKNOWN",
            failure.in_one_line().message().replace('|', "/"),
            None,
        ),
    };
    let rows = rows
        .map(|rows| format!(" rows={rows};{wanted}:;1:;0"))
        .unwrap_or_default();
    print(&format!(
        "SKEP {word} - {text} | time={seconds:.3}s;;;0;{limit}{rows}"
    ))?;
    match code {
        0 => Ok(()),
        code => Err(Failure::Code(code)),
    }
}

fn answer(arguments: &Arguments) -> Result<Answer, Failure> {
    let here = surroundings::here()?;
    let zone = arguments.time_zone.unwrap_or(here.zone);
    let clock = Clock {
        now: here.now,
        zone,
        stored: arguments.stored_zone.unwrap_or(zone),
        host: surroundings::host(&here.env),
    };
    let deadline = Deadline::after(arguments.timeout);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let lake = arguments.table.strip_prefix("lake:");
    let question = question(arguments, lake.unwrap_or(&arguments.table), &clock)?;
    let result = match lake {
        Some(_) => {
            let metastore = metastore(arguments, &here.env)?;
            let stores = Stores::new(here.env);
            let until = deadline.clone();
            let asked =
                async move { ask_lake(&metastore, &stores, &question, &clock, &until).await };
            runtime.block_on(guarded(asked, &deadline))
        }
        None => {
            let server = arguments.connection.server(&here.env, &[])?;
            let until = deadline.clone();
            let asked = async move { ask(&server, &question, &clock, &until).await };
            runtime.block_on(guarded(asked, &deadline))
        }
    };
    // A name that is still being looked up isn't waited for.
    runtime.shutdown_background();
    result
}

/// What is asked, `--max-age` being one more condition.
fn question(arguments: &Arguments, table: &str, clock: &Clock) -> Result<Question, Failure> {
    let mut question =
        Question::parse(table, &arguments.conditions, clock).map_err(|e| told(&e))?;
    question.rows = arguments.min_rows;
    if let [age, column] = arguments.max_age.as_slice() {
        let oldest = duration(age)
            .and_then(|age| clock.now.checked_sub_signed(age))
            .ok_or_else(|| {
                Failure::usage(format!(
                    "`{age}` is no age\nhint: as in 90s, 30m, 2h, 1d, 1h30m"
                ))
            })?;
        question.conditions.push(Condition {
            column: column.clone(),
            test: Test::Compare(Compare::GtEq, Value::Moment(oldest)),
        });
    }
    Ok(question)
}

/// The home's metastore, which has to be there: asking makes none.
fn metastore(arguments: &Arguments, env: &Environment) -> Result<SqliteMetastore, Failure> {
    let home = surroundings::home(arguments.home.as_deref(), env)?;
    match home.join(METASTORE_FILE).is_file() {
        true => Ok(SqliteMetastore::new(&home, "").with_busy_timeout(arguments.timeout)),
        false => Err(Failure::usage(format!(
            "there is no metastore in `{}`\nhint: --home or $SKEP_HOME names the directory that skep sql uses",
            home.display()
        ))),
    }
}

/// Asks; SIGINT and SIGTERM stop the question, and the server with it.
async fn guarded(
    asked: impl Future<Output = Result<Answer, CheckError>> + Send + 'static,
    deadline: &Deadline,
) -> Result<Answer, Failure> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    // An answer that breaks the protocol's rules can make the client panic: that is no answer, and no message of ours.
    std::panic::set_hook(Box::new(|_| {}));
    let mut task = tokio::spawn(asked);
    let mut stopped = false;
    loop {
        tokio::select! {
            done = &mut task => return match done {
                Ok(Err(_)) if stopped => Err(Failure::Said(ErrorKind::Interrupted)),
                Ok(result) => result.map_err(|error| told(&error)),
                Err(_) => Err(Failure::Told(
                    ErrorKind::Remote,
                    "the server's answer makes no sense".to_owned(),
                )),
            },
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        stopped = true;
        deadline.stop();
    }
}

/// An error in one line.
fn told(error: &CheckError) -> Failure {
    let kind = match error.kind {
        CheckErrorKind::Question | CheckErrorKind::Denied => ErrorKind::Usage,
        CheckErrorKind::Late | CheckErrorKind::Remote => ErrorKind::Remote,
    };
    Failure::Told(
        kind,
        match error.hint() {
            Some(hint) => format!("{error} ({hint})"),
            None => error.to_string(),
        },
    )
}

fn zone(text: &str) -> Result<Tz, String> {
    text.parse()
        .map_err(|_| "no such time zone; as in Europe/Berlin or UTC".to_owned())
}

/// `2.5`
fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.strip_suffix('s').unwrap_or(text);
    seconds
        .parse()
        .ok()
        .filter(|seconds| (0.01..=3_600.0).contains(seconds))
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| "expected seconds, from 0.01 to 3600".to_owned())
}
