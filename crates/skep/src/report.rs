//! How a dump or a restore goes, for people: a line on stderr for each day, and on a terminal a line that moves.

use std::io::{IsTerminal, stderr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use indicatif::{HumanCount, HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle};
use skep_database::dump::{DumpError, Event, Kind, Summary, Watch};
use skep_engine::ErrorKind;

use crate::failure::Failure;
use crate::progress::bytes;
use crate::say::say;

/// Says what happens.
pub(crate) struct Report {
    /// What is done to a day: `dumped`, `restored`, `right`.
    done: &'static str,
    /// Only what is wrong is said.
    quiet: bool,
    bar: ProgressBar,
    start: Instant,
    rows: AtomicU64,
    bytes: AtomicU64,
    state: Mutex<State>,
}

/// How far it is.
#[derive(Default)]
struct State {
    /// What is being read.
    subject: String,
    /// Days that are due in all, and that are over.
    due: usize,
    over: usize,
    /// Of the table at hand, from where days were counted.
    since: Option<Instant>,
}

impl Report {
    /// A report; `done` is the word for what went well.
    pub(crate) fn new(done: &'static str, quiet: bool) -> Report {
        let shown = stderr().is_terminal() && !quiet;
        let target = match shown {
            true => ProgressDrawTarget::stderr_with_hz(10),
            false => ProgressDrawTarget::hidden(),
        };
        let bar = ProgressBar::with_draw_target(None, target);
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(100));
        Report {
            done,
            quiet,
            bar,
            start: Instant::now(),
            rows: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
            state: Mutex::default(),
        }
    }

    /// Wipes the moving line, says the sum, and makes an end of it.
    pub(crate) fn end(&self, summary: &Summary) -> Result<(), Failure> {
        self.bar.finish_and_clear();
        if !self.quiet {
            say(&self.sum(summary));
        }
        let kinds: Vec<Kind> = summary.failed.iter().map(|(_, error)| error.kind).collect();
        match kinds.iter().max_by_key(|kind| severity(**kind)) {
            Some(kind) => Err(Failure::Said(exit(*kind))),
            // Days that aren't what they were are no failure of ours, and not to be missed.
            None if summary.changed > 0 => Err(Failure::Said(ErrorKind::Query)),
            None => Ok(()),
        }
    }

    fn sum(&self, summary: &Summary) -> String {
        let counts = [
            (summary.done, self.done),
            (summary.empty, "empty"),
            (summary.open, "left as they are"),
            (summary.changed, "changed since they were dumped"),
            (summary.failed.len(), "failed"),
        ];
        let counts: Vec<String> = counts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        let what = match counts.is_empty() {
            true => "nothing to do".to_owned(),
            false => counts.join(", "),
        };
        let seconds = self.start.elapsed().as_secs_f64();
        format!("{what}; {} in {seconds:.1} s", rows(summary.rows))
    }

    fn line(&self, text: &str) {
        self.bar.suspend(|| say(text));
    }

    fn draw(&self) {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let seconds = self.start.elapsed().as_secs_f64().max(0.001);
        let (rows, read) = (
            self.rows.load(Ordering::Relaxed),
            self.bytes.load(Ordering::Relaxed),
        );
        let rate = |n: u64| (n as f64 / seconds) as u64;
        let mut parts = vec![state.subject.clone()];
        if state.due > 1 {
            parts.push(format!("{}/{}", state.over, state.due));
        }
        parts.push(format!("{} rows", HumanCount(rows)));
        parts.push(format!("{} rows/s", HumanCount(rate(rows))));
        parts.push(format!("{}/s", bytes(rate(read))));
        if let Some(since) = state
            .since
            .filter(|_| state.over > 0 && state.over < state.due)
        {
            let left = since
                .elapsed()
                .mul_f64((state.due - state.over) as f64 / state.over as f64);
            parts.push(format!("{} left", HumanDuration(left)));
        }
        self.bar.set_message(parts.join("  "));
    }

    /// Takes an event into the moving line.
    fn count(&self, event: &Event) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match event {
            Event::Due(_, due) => {
                *state = State {
                    due: *due,
                    since: Some(Instant::now()),
                    ..State::default()
                };
            }
            Event::Begin(subject) => subject.clone_into(&mut state.subject),
            Event::Done(..)
            | Event::Empty(_)
            | Event::Open(..)
            | Event::Lost(_)
            | Event::Failed(..) => state.over += 1,
            Event::Changed(..) | Event::Again(..) | Event::Warning(_) => {}
        }
    }
}

impl Watch for Report {
    fn event(&self, event: Event) {
        self.count(&event);
        let (text, matters) = match &event {
            Event::Due(..) | Event::Begin(_) => (None, false),
            Event::Done(subject, count, size) => (
                Some(format!(
                    "{subject}: {}, {}, {}",
                    self.done,
                    rows(*count),
                    bytes(*size)
                )),
                false,
            ),
            Event::Empty(subject) => (Some(format!("{subject}: no rows")), false),
            Event::Open(subject, why) => (Some(format!("{subject}: left as it is: {why}")), false),
            Event::Again(subject, why) => (Some(format!("{subject}: once more: {why}")), false),
            Event::Lost(subject) => (
                Some(format!("{subject}: another dump was faster; its day stays")),
                false,
            ),
            Event::Changed(subject, then, now) => {
                let (then, now) = (rows(*then), HumanCount(*now));
                (
                    Some(format!(
                        "{subject}: CHANGED since it was dumped: {then} then, {now} now"
                    )),
                    true,
                )
            }
            Event::Warning(text) => (Some(format!("warning: {text}")), true),
            Event::Failed(subject, error) => {
                (Some(format!("error: {subject}: {}", told(error))), true)
            }
        };
        if let Some(text) = text.filter(|_| matters || !self.quiet) {
            self.line(&text);
        }
        self.draw();
    }

    fn read(&self, rows: u64, bytes: u64) {
        self.rows.fetch_add(rows, Ordering::Relaxed);
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
        self.draw();
    }

    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

/// `1 row`, `34,146 rows`
pub(crate) fn rows(count: u64) -> String {
    let unit = if count == 1 { "row" } else { "rows" };
    format!("{} {unit}", HumanCount(count))
}

/// An error and what to do about it.
fn told(error: &DumpError) -> String {
    match &error.hint {
        Some(hint) => format!("{}\nhint: {hint}", error.message),
        None => error.message.clone(),
    }
}

fn severity(kind: Kind) -> u8 {
    match kind {
        Kind::Remote => 0,
        Kind::Usage => 1,
        // What can't be mended by running it again.
        Kind::Data => 2,
    }
}

fn exit(kind: Kind) -> ErrorKind {
    match kind {
        Kind::Usage => ErrorKind::Usage,
        Kind::Data => ErrorKind::Query,
        Kind::Remote => ErrorKind::Remote,
    }
}

impl From<DumpError> for Failure {
    fn from(error: DumpError) -> Failure {
        Failure::Told(exit(error.kind), told(&error))
    }
}
