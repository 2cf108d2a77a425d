//! Runs scripts: statement after statement, each with its rows, its `OK` and its time.
//!
//! What a statement means is the engine's work; where its words go is decided here. stdout is for rows alone.

use std::borrow::Cow;
use std::io::{BufWriter, stdout};
use std::sync::Arc;
use std::time::Instant;

use skep_engine::{EngineError, ErrorKind, Outcome, Rows, ScriptStatement, Session, is_secret};
use tokio::sync::Mutex;

use crate::failure::Failure;
use crate::interrupt;
use crate::print::{Format, Layout, printer};
use crate::progress::{self, Line};
use crate::say::say;

/// stdout's buffer.
const BUFFER_BYTES: usize = 64 << 10;

/// What is shown besides errors.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Show {
    /// `-S`
    pub(crate) silent: bool,
    /// `-v`
    pub(crate) verbose: bool,
    /// `--format`, or what suits stdout
    pub(crate) format: Format,
}

/// What comes after a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flow {
    /// The next one.
    Continue,
    /// `quit` or `exit`.
    Quit,
}

/// A session and how its answers are shown.
pub(crate) struct Runner {
    /// The session; the shell's completion asks it too, while nothing runs.
    pub(crate) session: Arc<Mutex<Session>>,
    show: Show,
}

/// Why a script ended before its end.
enum End {
    Quit,
    Failed(Failure),
}

/// How one script goes.
struct Run<'a> {
    show: Show,
    interrupts: &'a interrupt::Guard,
    line: Option<Line>,
    started: Instant,
    /// Whether a message has to say which line of the script it is about.
    places: bool,
    end: Option<End>,
}

impl Runner {
    /// A runner.
    pub(crate) fn new(session: Session, show: Show) -> Runner {
        Runner {
            session: Arc::new(Mutex::new(session)),
            show,
        }
    }

    /// Runs the statements of `text`, which come from the file `name` or from the command line.
    ///
    /// A statement that fails is told on stderr and ends the script, unless `hive.cli.errors.ignore` is true.
    pub(crate) async fn script(&mut self, text: &str, name: Option<&str>) -> Result<Flow, Failure> {
        let mut session = self.session.lock().await;
        let progress = session.progress();
        let interrupts = interrupt::Guard::new(move || progress.cancel())?;
        let mut run = Run {
            show: self.show,
            interrupts: &interrupts,
            line: None,
            started: Instant::now(),
            places: name.is_some() || text.trim().contains('\n'),
            end: None,
        };
        run.begin(&session);
        let result = session
            .run_script(
                text,
                async |session: &mut Session, statement: &ScriptStatement, outcome| {
                    let end = run.statement(session, statement, outcome, name).await;
                    run.begin(session);
                    match end {
                        Ok(()) => Ok(()),
                        Err(end) => {
                            run.end = Some(end);
                            Err(EngineError::interrupted())
                        }
                    }
                },
            )
            .await;
        match (run.end, result) {
            (Some(End::Quit), _) => Ok(Flow::Quit),
            (Some(End::Failed(failure)), _) => Err(failure),
            (None, result) => Ok(result.map(|()| Flow::Continue)?),
        }
    }
}

impl Run<'_> {
    /// Gets ready for the next statement.
    fn begin(&mut self, session: &Session) {
        self.started = Instant::now();
        self.line = if self.show.silent {
            None
        } else {
            Line::new(session.progress())
        };
    }

    /// Shows what came of one statement.
    async fn statement(
        &mut self,
        session: &mut Session,
        statement: &ScriptStatement,
        outcome: Result<Outcome, EngineError>,
        script: Option<&str>,
    ) -> Result<(), End> {
        let text = statement.text.trim().trim_end_matches(';').trim_end();
        if ["quit", "exit"]
            .iter()
            .any(|word| text.eq_ignore_ascii_case(word))
        {
            return Err(End::Quit);
        }
        if self.show.verbose {
            self.line = None;
            say(&without_secret(text));
        }
        let shown = match outcome {
            Ok(outcome) => self.outcome(session, outcome).await,
            Err(error) => Err(Problem::Statement(error)),
        };
        self.line = None;
        let error = match shown {
            Ok(()) if self.interrupts.seen() => EngineError::interrupted(),
            Ok(()) => return Ok(()),
            Err(Problem::Statement(error)) => error,
            Err(Problem::Output(error)) => return Err(End::Failed(error.into())),
        };
        self.tell(statement, &error, script);
        let interrupted = error.kind == ErrorKind::Interrupted;
        if !interrupted && session.settings().is_true("hive.cli.errors.ignore") {
            return Ok(());
        }
        Err(End::Failed(Failure::Said(error.kind)))
    }

    /// Says what went wrong, and in which line if that is in doubt.
    fn tell(&self, statement: &ScriptStatement, error: &EngineError, script: Option<&str>) {
        let mut report = error.report();
        let file = statement.file.as_deref().or(script);
        if self.places && error.kind != ErrorKind::Interrupted {
            let (head, rest) = report.split_once('\n').unwrap_or((&report, ""));
            let place = match (file, &error.position) {
                (Some(file), Some(position)) => format!("{file}:{}: ", position.line),
                (Some(file), None) => format!("{file}:{}: ", statement.line),
                (None, Some(_)) => String::new(),
                (None, None) => format!("line {}: ", statement.line),
            };
            let rest = if rest.is_empty() {
                String::new()
            } else {
                format!("\n{rest}")
            };
            report = format!("{place}{head}{rest}");
        }
        say(&format!("error: {report}"));
    }

    async fn outcome(&mut self, session: &Session, outcome: Outcome) -> Result<(), Problem> {
        match outcome {
            Outcome::Rows(rows) => {
                let fetched = self.rows(session, rows).await?;
                self.done(session, &format!(", Fetched: {fetched} row(s)"));
            }
            Outcome::Done(done) => {
                self.line = None;
                if !self.show.silent {
                    done.notes.iter().for_each(|note| say(note));
                    say("OK");
                }
                let written = done.rows_written.map(|n| format!(", Wrote: {n} row(s)"));
                self.done(session, &written.unwrap_or_default());
            }
            // The engine runs these itself.
            Outcome::Script(_) => {}
        }
        Ok(())
    }

    /// Prints rows as they come; their number.
    async fn rows(&mut self, session: &Session, mut rows: Rows) -> Result<u64, Problem> {
        let layout = Layout {
            format: self.show.format,
            header: session.settings().is_true("hive.cli.print.header"),
            width: crate::shell::terminal_width(),
            zone: session.timezone(),
        };
        // The first batch decides whether there is an answer at all: no header stands above an error.
        let mut batch = rows.next().await.map_err(Problem::Statement)?;
        self.line = None;
        if !self.show.silent {
            say("OK");
        }
        let out = BufWriter::with_capacity(BUFFER_BYTES, stdout().lock());
        let mut printer = printer(layout, rows.columns.clone(), out)?;
        let mut fetched = 0;
        while let Some(rows_now) = batch {
            printer.rows(&rows_now)?;
            fetched += u64::try_from(rows_now.num_rows()).unwrap_or(u64::MAX);
            batch = match rows.next().await {
                Ok(batch) => batch,
                Err(error) => {
                    printer.end()?;
                    return Err(Problem::Statement(error));
                }
            };
        }
        printer.end()?;
        Ok(fetched)
    }

    /// `Time taken: 0.012 seconds, Fetched: 5 row(s), Read: 343.4 KB`
    fn done(&self, session: &Session, what: &str) {
        if self.show.silent {
            return;
        }
        let read = session.progress().snapshot().bytes_read;
        let read = if read > 0 {
            format!(", Read: {}", progress::bytes(read))
        } else {
            String::new()
        };
        say(&format!(
            "Time taken: {:.3} seconds{what}{read}",
            self.started.elapsed().as_secs_f64()
        ));
    }
}

/// The statement, for showing: `set fs.s3a.secret.key=…`.
fn without_secret(statement: &str) -> Cow<'_, str> {
    match statement.split_once('=') {
        Some((set, _)) => match set.split_once(char::is_whitespace) {
            Some((word, name)) if word.eq_ignore_ascii_case("set") && is_secret(name.trim()) => {
                Cow::Owned(format!("{set}=…"))
            }
            _ => Cow::Borrowed(statement),
        },
        None => Cow::Borrowed(statement),
    }
}

/// What stopped an answer.
enum Problem {
    /// The statement failed.
    Statement(EngineError),
    /// Our output did.
    Output(std::io::Error),
}

impl From<std::io::Error> for Problem {
    fn from(error: std::io::Error) -> Problem {
        Problem::Output(error)
    }
}
