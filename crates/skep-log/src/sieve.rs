//! Which lines are taken: every line that is read is written, left out or rejected, and counted once.

use std::io::{self, Write};

use chrono_tz::Tz;
use memchr::memchr;
use skep_serde::access_log::{Field, LogFormat, LogReader, Value, Verdict};

use crate::LogError;
use crate::condition::Condition;
use crate::input::Block;

/// Who takes the lines that are wanted.
pub trait Sink {
    /// Takes the line that `reader` has read last, which is `line`.
    ///
    /// # Errors
    /// It can't be written.
    fn row(&mut self, reader: &LogReader, line: &[u8]) -> io::Result<()>;

    /// Is told of a line that breaks at a field of the format's.
    fn reject(&mut self, _field: usize) {}
}

/// What is wanted of a log.
#[derive(Debug, Clone)]
pub struct Choice {
    /// The condition on lines, as an expression over fields.
    pub condition: Option<String>,
    /// Not before: microseconds since 1970, UTC.
    pub since: Option<i64>,
    /// Before this moment.
    pub until: Option<i64>,
    /// The zone of times in the condition.
    pub zone: Tz,
    /// Lines that don't fit the format are taken too, with the fields that do.
    pub keep: bool,
    /// No more lines than these are taken.
    pub limit: Option<u64>,
}

/// How many lines came to what. A line is counted once: `read` is the sum of all others but `kept`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Lines that were read.
    pub read: u64,
    /// Lines that were taken.
    pub written: u64,
    /// Lines that fit but weren't wanted.
    pub filtered: u64,
    /// Lines that don't fit, and weren't taken.
    pub rejected: u64,
    /// Header and comment lines.
    pub directives: u64,
    /// Of the lines taken those that don't fit.
    pub kept: u64,
}

/// Where the first line is that doesn't fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// The file.
    pub file: String,
    /// The line's number, from 1.
    pub line: u64,
    /// The field that doesn't fit; None of a line that is too long.
    pub field: Option<String>,
}

/// A file whose lines are looked at.
#[derive(Debug)]
pub struct Source {
    name: String,
    /// What its header lines have said is its own.
    reader: LogReader,
    /// Lines so far.
    line: u64,
}

/// Looks at lines of one format.
pub struct Sieve {
    format: LogFormat,
    wanted: Vec<usize>,
    condition: Option<Condition>,
    /// The reader's slot of the time, and what it must lie between.
    range: Option<(usize, i64, i64)>,
    keep: bool,
    limit: u64,
    /// What has been counted so far.
    pub counts: Counts,
    /// The first line that doesn't fit.
    pub first_reject: Option<Reject>,
    /// Where the lines that don't fit go.
    rejects: Option<Box<dyn Write + Send>>,
}

/// Takes a field in as wanted, once; gives its slot.
fn slot_of(wanted: &mut Vec<usize>, field: usize) -> usize {
    wanted
        .iter()
        .position(|known| *known == field)
        .unwrap_or_else(|| {
            wanted.push(field);
            wanted.len() - 1
        })
}

impl Sieve {
    /// A sieve for lines of `format` whose `fields` are wanted. `rejects` takes the lines that don't fit, as they are.
    ///
    /// # Errors
    /// The condition is wrong, or the lines have no time that they are to be chosen by.
    pub fn new(
        format: &LogFormat,
        fields: &[usize],
        choice: &Choice,
        rejects: Option<Box<dyn Write + Send>>,
    ) -> Result<Sieve, LogError> {
        let mut wanted = Vec::new();
        for field in fields {
            slot_of(&mut wanted, *field);
        }
        let condition = match &choice.condition {
            Some(text) => Some(Condition::parse(text, format, choice.zone, |field| {
                slot_of(&mut wanted, field)
            })?),
            None => None,
        };
        let range = match (choice.since, choice.until) {
            (None, None) => None,
            (since, until) => {
                let time = slot_of(&mut wanted, field_named(format, "time")?);
                Some((time, since.unwrap_or(i64::MIN), until.unwrap_or(i64::MAX)))
            }
        };
        Ok(Sieve {
            format: format.clone(),
            wanted,
            condition,
            range,
            keep: choice.keep,
            limit: choice.limit.unwrap_or(u64::MAX),
            counts: Counts::default(),
            first_reject: None,
            rejects,
        })
    }

    /// The format of the lines.
    pub fn format(&self) -> &LogFormat {
        &self.format
    }

    /// The reader's slot of a wanted field.
    pub fn slot(&self, field: usize) -> Option<usize> {
        self.wanted.iter().position(|known| *known == field)
    }

    /// A file to be looked at from its beginning.
    pub fn source(&self, name: &str) -> Source {
        Source {
            name: name.to_owned(),
            reader: LogReader::new(&self.format, &self.wanted),
            line: 0,
        }
    }

    /// Whether as many lines have been taken as are wanted.
    pub fn is_full(&self) -> bool {
        self.counts.written >= self.limit
    }

    /// Looks at the next lines of a file and hands `sink` those that are wanted.
    ///
    /// # Errors
    /// The sink, or where rejected lines go, can't be written.
    pub fn block(
        &mut self,
        block: Block<'_>,
        source: &mut Source,
        sink: &mut impl Sink,
    ) -> io::Result<()> {
        let lines = match block {
            Block::Lines(lines) => lines,
            Block::Long(piece, last) => return self.long(piece, last, source, sink),
        };
        let mut rest = lines;
        while !rest.is_empty() && !self.is_full() {
            let (line, tail) = match memchr(b'\n', rest) {
                Some(end) => (rest.get(..end), rest.get(end + 1..)),
                None => (Some(rest), None),
            };
            rest = tail.unwrap_or_default();
            let line = line.unwrap_or_default();
            self.take(line.strip_suffix(b"\r").unwrap_or(line), source, sink)?;
        }
        Ok(())
    }

    #[inline]
    fn take(&mut self, line: &[u8], source: &mut Source, sink: &mut impl Sink) -> io::Result<()> {
        self.counts.read += 1;
        source.line += 1;
        match source.reader.read(line) {
            Verdict::Whole if self.passes(&source.reader, line) => {
                self.counts.written += 1;
                sink.row(&source.reader, line)
            }
            Verdict::Whole => {
                self.counts.filtered += 1;
                Ok(())
            }
            Verdict::Broken(field) => self.broken(field, line, source, sink),
            Verdict::Directive => {
                self.counts.directives += 1;
                Ok(())
            }
        }
    }

    #[inline]
    fn passes(&self, reader: &LogReader, line: &[u8]) -> bool {
        let in_range =
            self.range
                .is_none_or(|(slot, since, until)| match reader.value(slot, line) {
                    Value::Time(time) => (since..until).contains(&time.micros),
                    _ => false,
                });
        in_range
            && self
                .condition
                .as_ref()
                .is_none_or(|condition| condition.holds(reader, line))
    }

    fn broken(
        &mut self,
        field: usize,
        line: &[u8],
        source: &Source,
        sink: &mut impl Sink,
    ) -> io::Result<()> {
        let fields = self.format.fields();
        let name = fields.get(field).map(|field: &Field| field.name.clone());
        self.note(source, name);
        sink.reject(field);
        if let Some(rejects) = &mut self.rejects {
            rejects.write_all(line)?;
            rejects.write_all(b"\n")?;
        }
        if self.keep && self.passes(&source.reader, line) {
            self.counts.written += 1;
            self.counts.kept += 1;
            return sink.row(&source.reader, line);
        }
        self.counts.rejected += 1;
        Ok(())
    }

    /// A piece of a line that is too long.
    fn long(
        &mut self,
        piece: &[u8],
        last: bool,
        source: &mut Source,
        sink: &mut impl Sink,
    ) -> io::Result<()> {
        if let Some(rejects) = &mut self.rejects {
            rejects.write_all(piece)?;
        }
        if last {
            source.line += 1;
            self.counts.read += 1;
            self.counts.rejected += 1;
            self.note(source, None);
            sink.reject(0);
        }
        Ok(())
    }

    fn note(&mut self, source: &Source, field: Option<String>) {
        if self.first_reject.is_none() {
            self.first_reject = Some(Reject {
                file: source.name.clone(),
                line: source.line,
                field,
            });
        }
    }

    /// Writes out what is still on its way to where rejected lines go.
    ///
    /// # Errors
    /// It can't be written.
    pub fn flush(&mut self) -> io::Result<()> {
        self.rejects
            .as_mut()
            .map_or(Ok(()), |rejects| rejects.flush())
    }
}

/// A field by its name.
///
/// # Errors
/// Lines of the format have none.
pub fn field_named(format: &LogFormat, name: &str) -> Result<usize, LogError> {
    format.field(name).ok_or_else(|| {
        let names = || format.fields().iter().map(|field| field.name.as_str());
        let known: Vec<_> = names().collect();
        let meant =
            skep_hiveql::nearest(name, names()).map(|name| format!("; did you mean `{name}`?"));
        LogError::Field {
            format: format.name().to_owned(),
            field: name.to_owned(),
            known: known.join(", ") + &meant.unwrap_or_default(),
        }
    })
}
