//! How a dump or a restore goes, for people: a line on stderr for each day, and on a terminal a line that moves.

mod moving;

use std::io::{IsTerminal, stderr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};
use skep_database::dump::{DumpError, Event, Kind, Summary, Watch};
use skep_engine::ErrorKind;

use self::moving::Moving;
use crate::failure::Failure;
use crate::progress::bytes;
use crate::say::say;

/// Says what happens.
pub(crate) struct Report {
    /// What is done to a day: `dumped`, `restored`, `right`.
    done: &'static str,
    /// What is said of a day that is left.
    left: &'static str,
    /// Only what is wrong is said.
    quiet: bool,
    bar: ProgressBar,
    start: Instant,
    rows: AtomicU64,
    bytes: AtomicU64,
    moving: Mutex<Moving>,
}

impl Report {
    /// A report; `done` is the word for what went well, `left` for what is left alone.
    pub(crate) fn new(done: &'static str, left: &'static str, quiet: bool) -> Report {
        let shown = stderr().is_terminal() && !quiet;
        let target = match shown {
            true => ProgressDrawTarget::stderr_with_hz(10),
            false => ProgressDrawTarget::hidden(),
        };
        let bar = ProgressBar::with_draw_target(None, target);
        if let Ok(style) = ProgressStyle::with_template("{spinner} {wide_msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(100));
        Report {
            done,
            left,
            quiet,
            bar,
            start: Instant::now(),
            rows: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
            moving: Mutex::default(),
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
            (summary.open, self.left),
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

    fn moving(&self) -> MutexGuard<'_, Moving> {
        self.moving.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn draw(&self) {
        if self.bar.is_hidden() {
            return;
        }
        let (read, size) = (
            self.rows.load(Ordering::Relaxed),
            self.bytes.load(Ordering::Relaxed),
        );
        let line = self.moving().line(Instant::now(), read, size);
        self.bar.set_message(line);
    }

    /// Takes an event into the moving line.
    fn count(&self, event: &Event) {
        let rows = self.rows.load(Ordering::Relaxed);
        let mut moving = self.moving();
        match event {
            Event::Due(_, due) => moving.due(*due, Instant::now()),
            Event::Begin(subject) => moving.begin(subject, rows),
            Event::Done(..)
            | Event::Empty(_)
            | Event::Open(..)
            | Event::Lost(_)
            | Event::Failed(..) => moving.end(rows),
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
            Event::Open(subject, why) => (Some(format!("{subject}: {}: {why}", self.left)), false),
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

    fn expected(&self, rows: u64) {
        let read = self.rows.load(Ordering::Relaxed);
        self.moving().expect(rows, read);
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
