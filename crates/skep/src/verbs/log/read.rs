//! The loop over files and lines.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write, stderr, stdout};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use skep_engine::ErrorKind;
use skep_log::LogError;
use skep_log::input::{Block, Lines};
use skep_log::rows::{Form, RowWriter};
use skep_log::sieve::{Choice, Sieve, Sink, Source, field_named};
use skep_serde::access_log::{LogFormat, first_line};

use super::files::{self, Progress};
use super::table::Table;
use super::told;
use crate::failure::Failure;
use crate::interrupt::Guard;
use crate::say::say;

/// What is read, and which of it.
pub(super) struct Job {
    pub(super) files: Vec<PathBuf>,
    /// None: it is found by the first lines.
    pub(super) format: Option<LogFormat>,
    pub(super) choice: Choice,
    pub(super) rejects: Option<PathBuf>,
    pub(super) strict: bool,
    pub(super) follow: bool,
    pub(super) from_end: bool,
    pub(super) max_line: usize,
    pub(super) quiet: bool,
    /// Rows are written to standard output while lines are read, and their counts told at the end.
    pub(super) rows: bool,
}

/// What is written of each line.
pub(super) struct Take {
    pub(super) fields: Vec<String>,
    pub(super) form: Form,
    pub(super) header: bool,
    pub(super) utc: bool,
}

/// A sink that gathers.
pub(super) trait Flush {
    /// Writes out what has gathered.
    fn flush(&mut self) -> io::Result<()>;
}

/// Writes the rows of a job to standard output.
pub(super) fn run(job: &Job, take: &Take) -> Result<(), Failure> {
    let fields = |format: &LogFormat| match take.fields.is_empty() {
        true => {
            let standard = |(place, field): (usize, &skep_serde::access_log::Field)| {
                field.standard.then_some(place)
            };
            Ok(format
                .fields()
                .iter()
                .enumerate()
                .filter_map(standard)
                .collect())
        }
        false => take
            .fields
            .iter()
            .map(|name| field_named(format, name))
            .collect(),
    };
    let sink = |sieve: &Sieve, wanted: &[usize]| {
        let format = sieve.format();
        let pairs = wanted
            .iter()
            .filter_map(|field| Some((format.fields().get(*field)?, sieve.slot(*field)?)));
        let writer = RowWriter::new(take.form, pairs, take.utc);
        let mut out = Vec::new();
        if take.header {
            writer.header(&mut out);
        }
        Table {
            writer,
            out,
            to: stdout().lock(),
        }
    };
    read(job, fields, sink).map(drop)
}

/// Reads all lines of a job into the sink that `sink` makes once the format is known, for the fields that `fields` names. Gives the
/// sieve and the sink back; None where there was no line at all.
pub(super) fn read<S: Sink + Flush>(
    job: &Job,
    fields: impl Fn(&LogFormat) -> Result<Vec<usize>, LogError>,
    sink: impl Fn(&Sieve, &[usize]) -> S,
) -> Result<Option<(Sieve, S)>, Failure> {
    let interrupts = Guard::new(|| {})?;
    let mut run = Run {
        job,
        fields,
        sink,
        state: None,
        interrupts: &interrupts,
    };
    // Without a line there are no fields to choose by but those of a format that was named.
    if let Some(format) = &job.format {
        run.start(format.clone())?;
    }
    let end = match job.follow {
        true => run.follow(),
        false => run.files(),
    };
    run.end(end)
}

/// The format of a job: that of its first file where none is said.
pub(super) fn format_of(job: &Job) -> Result<LogFormat, Failure> {
    if let Some(format) = &job.format {
        return Ok(format.clone());
    }
    for path in paths(job) {
        let mut lines = files::open(&path, job.max_line, &Arc::default())?;
        let name = files::name(&path);
        let sample = sample(&mut lines, &name)?;
        if !sample.is_empty() {
            return Ok(detected(&sample, &name)?);
        }
    }
    Err(Failure::usage(
        "there are no lines to find the format by; name it with --format",
    ))
}

fn paths(job: &Job) -> Vec<PathBuf> {
    match job.files.is_empty() {
        true => vec![PathBuf::from("-")],
        false => job.files.clone(),
    }
}

pub(super) fn unreadable(file: &str) -> impl Fn(io::Error) -> LogError {
    move |error| LogError::Read {
        file: file.to_owned(),
        error,
    }
}

fn sample<R: io::Read>(lines: &mut Lines<R>, name: &str) -> Result<Vec<u8>, LogError> {
    Ok(lines.sample().map_err(unreadable(name))?.to_vec())
}

/// The format of the lines that a file begins with.
fn detected(sample: &[u8], file: &str) -> Result<LogFormat, LogError> {
    LogFormat::detect(sample).ok_or_else(|| LogError::Unknown {
        file: file.to_owned(),
        line: first_line(sample),
    })
}

/// What is known once the format is.
pub(super) struct State<S> {
    pub(super) sieve: Sieve,
    pub(super) sink: S,
}

impl<S: Sink> State<S> {
    /// Takes a block; false where no more is wanted.
    pub(super) fn block(&mut self, block: Block<'_>, source: &mut Source) -> Result<bool, Failure> {
        self.sieve.block(block, source, &mut self.sink)?;
        Ok(!self.sieve.is_full())
    }
}

/// Why the reading ended.
pub(super) enum End {
    /// There are no more lines, or as many rows as are wanted.
    Done,
    Interrupted,
}

pub(super) struct Run<'a, F, M, S> {
    pub(super) job: &'a Job,
    fields: F,
    sink: M,
    pub(super) state: Option<State<S>>,
    pub(super) interrupts: &'a Guard,
}

impl<F, M, S> Run<'_, F, M, S>
where
    F: Fn(&LogFormat) -> Result<Vec<usize>, LogError>,
    M: Fn(&Sieve, &[usize]) -> S,
    S: Sink + Flush,
{
    fn start(&mut self, format: LogFormat) -> Result<(), Failure> {
        let rejects: Option<Box<dyn Write + Send>> = match &self.job.rejects {
            None => None,
            Some(path) => {
                let file = File::create(path).map_err(|error| LogError::Write {
                    what: format!("`{}`", path.display()),
                    error,
                })?;
                Some(Box::new(BufWriter::new(file)))
            }
        };
        let wanted = (self.fields)(&format)?;
        let sieve = Sieve::new(&format, &wanted, &self.job.choice, rejects)?;
        let sink = (self.sink)(&sieve, &wanted);
        self.state = Some(State { sieve, sink });
        Ok(())
    }

    /// Begins a file that starts with `sample`. Where the format isn't known yet, it is that of these lines.
    pub(super) fn begin(&mut self, sample: &[u8], file: &str) -> Result<(), Failure> {
        match &self.state {
            Some(state) => {
                if self.job.format.is_none()
                    && let Some(other) = LogFormat::detect(sample)
                    && other != *state.sieve.format()
                    && !self.job.quiet
                {
                    let format = state.sieve.format();
                    say(&format!(
                        "warning: `{file}` looks like `{other}`, and is read as `{format}`, as the files before"
                    ));
                }
                Ok(())
            }
            None => {
                let format = detected(sample, file)?;
                if !self.job.quiet {
                    say(&format!("format: {format}"));
                }
                self.start(format)
            }
        }
    }

    fn files(&mut self) -> Result<End, Failure> {
        let read = Arc::new(AtomicU64::new(0));
        let paths = paths(self.job);
        let free = !self.job.rows || !stdout().is_terminal();
        let shown = !self.job.quiet && stderr().is_terminal() && free;
        let progress = Progress::new(&paths, &read, shown);
        for path in &paths {
            let name = files::name(path);
            let mut lines = files::open(path, self.job.max_line, &read)?;
            let live = lines.input().size.is_none();
            let sample = sample(&mut lines, &name)?;
            if sample.is_empty() {
                continue;
            }
            self.begin(&sample, &name)?;
            let Some(state) = &mut self.state else {
                continue;
            };
            let mut source = state.sieve.source(&name);
            while let Some(block) = lines.next().map_err(unreadable(&name))? {
                if self.interrupts.seen() {
                    return Ok(End::Interrupted);
                }
                if !state.block(block, &mut source)? {
                    return Ok(End::Done);
                }
                // Who reads on waits for lines that may be long in coming.
                if live {
                    state.sink.flush()?;
                }
                progress.tick();
            }
            if let Some(block) = lines.finish()
                && !state.block(block, &mut source)?
            {
                return Ok(End::Done);
            }
        }
        // Ctrl-C also ends whoever writes into our pipe: what has come is a part then.
        Ok(match self.interrupts.seen() {
            true => End::Interrupted,
            false => End::Done,
        })
    }

    /// Writes out what has gathered and tells the counts, however the reading ended.
    fn end(mut self, end: Result<End, Failure>) -> Result<Option<(Sieve, S)>, Failure> {
        if let Err(Failure::ClosedPipe) = end {
            return Err(Failure::ClosedPipe);
        }
        if let Some(state) = &mut self.state {
            state.sink.flush()?;
            state.sieve.flush().map_err(|error| LogError::Write {
                what: "rejected lines".to_owned(),
                error,
            })?;
        }
        if let Some(State { sieve, .. }) = self
            .state
            .as_ref()
            .filter(|_| !self.job.quiet && self.job.rows)
        {
            say(&told::counts(
                &sieve.counts,
                sieve.first_reject.as_ref(),
                sieve.is_full(),
            ));
        }
        let strict = self.job.strict;
        let rejected = self
            .state
            .as_ref()
            .is_some_and(|state| state.sieve.first_reject.is_some());
        match end? {
            End::Interrupted => Err(Failure::Said(ErrorKind::Interrupted)),
            End::Done if strict && rejected => Err(Failure::Said(ErrorKind::Query)),
            End::Done => Ok(self.state.map(|state| (state.sieve, state.sink))),
        }
    }
}
