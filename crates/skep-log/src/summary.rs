//! A first look at a log: how many requests, when, how many went wrong, and what stands out.
//!
//! A [`Summary`] is the [`Sink`] of lines that a sieve lets through, and holds counts only ([`tally`], [`timeline`]), so any
//! amount of log takes bounded memory. Its [`Report`] is shown on a terminal, as a page or as JSON.
//!
//! Only lines that fit the format are counted as requests, as `skep log` prints no other; the rest is told by the field
//! that broke.

mod agents;
mod axis;
mod distinct;
mod durations;
mod figures;
mod harmless;
mod hashing;
mod html;
mod json;
mod kinds;
mod report;
mod statuses;
mod tables;
mod tally;
mod terminal;
mod timeline;

use std::io;

use skep_serde::access_log::{LogFormat, LogReader, Value};

use crate::sieve::Sink;

use durations::Durations;
use kinds::{AGENT, BYTES, KINDS, Kind};
use report::Hits;
use tally::{Limits, Tally};
use timeline::Timeline;

pub use report::{About, Report};
pub use terminal::Screen;

/// Different keys of one kind that are counted exactly, and bytes of them: some 40 MB a kind, above which figures become
/// estimates.
const KEYS: Limits = Limits {
    keys: 1 << 18,
    text: 24 << 20,
};

/// The same for paths by time spent: each carries a sketch of its durations.
const SLOW_KEYS: Limits = Limits {
    keys: 1 << 15,
    text: 4 << 20,
};

/// One kind's counts.
struct Counted {
    kind: &'static Kind,
    /// The reader's slot, where the format at hand has the field.
    slot: Option<usize>,
    tally: Tally<Payload>,
}

/// What is kept of a key besides its number of requests.
#[derive(Debug, Default)]
struct Payload {
    bytes: u64,
    errors: u64,
    /// For an agent, its group's place in [`Summary::families`].
    family: Option<u8>,
}

/// Where in a reader the fields with a meaning of their own lie.
#[derive(Debug, Default)]
struct Slots {
    time: Option<usize>,
    status: Option<usize>,
    bytes: Option<usize>,
    path: Option<usize>,
    duration: Option<usize>,
}

/// Counts of what a log's lines say.
pub struct Summary {
    utc: bool,
    slots: Slots,
    /// Whether a format so far gives these at all.
    has_bytes: bool,
    has_status: bool,
    has_requests: bool,
    all: Hits,
    classes: [u64; timeline::CLASSES],
    statuses: Vec<Hits>,
    counted: Vec<Counted>,
    families: Vec<(&'static str, Hits)>,
    missing: Tally<Payload>,
    durations: Durations,
    slow: Tally<Durations>,
    timeline: Timeline,
    hours: [Hits; 24],
    /// Local time's distance from UTC: the first line's.
    offset: Option<i32>,
    span: Option<(i64, i64)>,
    /// Rejected lines by the field that broke, and for each field of the format at hand its place there.
    rejects: Vec<(String, u64)>,
    fields: Vec<usize>,
}

/// Statuses below this have a place of their own.
const STATUSES: usize = 1_000;

impl Summary {
    /// The fields that a summary reads of lines of this format: places in [`LogFormat::fields`].
    pub fn wanted(format: &LogFormat) -> Vec<usize> {
        let bytes = BYTES.iter().find_map(|name| format.field(name));
        let plain = ["time", "status", "path", "duration"].into_iter();
        let mut wanted: Vec<usize> = plain
            .chain(KINDS.iter().map(|kind| kind.field))
            .filter_map(|name| format.field(name))
            .chain(bytes)
            .collect();
        wanted.sort_unstable();
        wanted.dedup();
        wanted
    }

    /// A summary of nothing yet. Times of day are the log's own, with `utc` those of UTC.
    pub fn new(utc: bool) -> Summary {
        let counted = KINDS.iter().map(|kind| Counted {
            kind,
            slot: None,
            tally: Tally::new(KEYS),
        });
        Summary {
            utc,
            slots: Slots::default(),
            has_bytes: false,
            has_status: false,
            has_requests: false,
            all: Hits::default(),
            classes: [0; timeline::CLASSES],
            statuses: vec![Hits::default(); STATUSES],
            counted: counted.collect(),
            families: Vec::new(),
            missing: Tally::new(KEYS),
            durations: Durations::default(),
            slow: Tally::new(SLOW_KEYS),
            timeline: Timeline::default(),
            hours: [Hits::default(); 24],
            offset: None,
            span: None,
            rejects: Vec::new(),
            fields: Vec::new(),
        }
    }

    /// Goes on with lines of this format; what has been counted stays. `slot` tells the reader's slot of a [wanted](Summary::wanted) field.
    pub fn begin(&mut self, format: &LogFormat, slot: impl Fn(usize) -> Option<usize>) {
        let find = |name: &str| format.field(name).and_then(&slot);
        self.slots = Slots {
            time: find("time"),
            status: find("status"),
            bytes: BYTES.iter().find_map(|name| find(name)),
            path: find("path"),
            duration: find("duration"),
        };
        self.has_bytes |= self.slots.bytes.is_some();
        self.has_status |= self.slots.status.is_some();
        self.has_requests |=
            self.slots.status.is_some() || (self.slots.path.is_some() && find("message").is_none());
        for counted in &mut self.counted {
            counted.slot = find(counted.kind.field);
        }
        let rejects = &mut self.rejects;
        self.fields = format
            .fields()
            .iter()
            .map(|field| {
                rejects
                    .iter()
                    .position(|(known, _)| *known == field.name)
                    .unwrap_or_else(|| {
                        rejects.push((field.name.clone(), 0));
                        rejects.len() - 1
                    })
            })
            .collect();
    }

    /// Counts `line`, which `reader` has just read.
    #[inline]
    fn add(&mut self, reader: &LogReader, line: &[u8]) {
        let integer = |slot: Option<usize>| match reader.value(slot?, line) {
            Value::Integer(n) => u64::try_from(n).ok(),
            _ => None,
        };
        let status = integer(self.slots.status);
        let class = status.map_or(timeline::CLASSES - 1, class);
        let failed = class == SERVER_ERROR;
        let bytes = integer(self.slots.bytes).unwrap_or(0);
        self.all.add(bytes, failed);
        self.classes[class] += 1;
        if let Some(status) = status.and_then(|s| self.statuses.get_mut(s as usize)) {
            status.add(bytes, failed);
        }
        if let Some(slot) = self.slots.time
            && let Value::Time(time) = reader.value(slot, line)
        {
            self.place(time.micros, time.offset, class, bytes);
        }
        let mut family = None;
        let mut lookups = [None; KINDS.len()];
        for (lookup, counted) in lookups.iter_mut().zip(&self.counted) {
            let key = counted.slot.and_then(|slot| key(reader, slot, line));
            *lookup = key.map(|key| counted.tally.look_up(key));
        }
        for (counted, lookup) in self.counted.iter_mut().zip(lookups) {
            let (Some(slot), Some(lookup)) = (counted.slot, lookup) else {
                continue;
            };
            let hits = counted
                .tally
                .add_to(lookup, 1, |key| text(reader, slot, line, key));
            hits.bytes = hits.bytes.saturating_add(bytes);
            hits.errors += u64::from(failed);
            if counted.kind.field == AGENT {
                family =
                    Some(*hits.family.get_or_insert_with(|| {
                        group(&mut self.families, agents::group(lookup.key))
                    }));
            }
        }
        if let Some((_, hits)) = family.and_then(|at| self.families.get_mut(usize::from(at))) {
            hits.add(bytes, failed);
        }
        let Some((slot, path)) = self
            .slots
            .path
            .and_then(|slot| Some((slot, key(reader, slot, line)?)))
        else {
            return;
        };
        if status == Some(404) {
            let hits = self
                .missing
                .add(path, 1, |key| text(reader, slot, line, key));
            hits.bytes = hits.bytes.saturating_add(bytes);
        }
        if let Some(duration) = self.slots.duration
            && let Value::Double(seconds) = reader.value(duration, line)
        {
            // As a cast does it: what is less than nothing is nothing.
            let micros = (seconds * 1e6).round() as u64;
            self.durations.add(micros);
            let durations = self
                .slow
                .add(path, micros, |key| text(reader, slot, line, key));
            durations.add(micros);
        }
    }

    /// Notes when a request was.
    fn place(&mut self, micros: i64, offset: i32, class: usize, bytes: u64) {
        let own = if self.utc { 0 } else { offset };
        let shared = *self.offset.get_or_insert(own);
        let utc = micros.div_euclid(1_000_000);
        let local = utc.saturating_add(i64::from(shared));
        self.timeline.add(local, class, bytes);
        let (first, last) = self.span.unwrap_or((local, local));
        self.span = Some((first.min(local), last.max(local)));
        let hour = utc.saturating_add(i64::from(own)).rem_euclid(timeline::DAY) / 3_600;
        self.hours[hour as usize].add(bytes, class == SERVER_ERROR);
    }
}

impl Sink for Summary {
    fn row(&mut self, reader: &LogReader, line: &[u8]) -> io::Result<()> {
        self.add(reader, line);
        Ok(())
    }

    fn reject(&mut self, field: usize) {
        let place = self.fields.get(field).copied();
        if let Some((_, count)) = place.and_then(|place| self.rejects.get_mut(place)) {
            *count += 1;
        }
    }
}

/// The place of 5xx among the status classes.
const SERVER_ERROR: usize = 4;

/// The class of a status: 0 for 1xx … 4 for 5xx, 5 for what is none of these.
#[inline]
fn class(status: u64) -> usize {
    match status {
        100..=599 => status as usize / 100 - 1,
        _ => timeline::CLASSES - 1,
    }
}

/// A field as logged; `None` where it has no value.
#[inline]
fn key<'l>(reader: &LogReader, slot: usize, line: &'l [u8]) -> Option<&'l [u8]> {
    reader.raw(slot, line).filter(|key| !key.is_empty())
}

/// A field's text, where that isn't what is logged.
fn text(reader: &LogReader, slot: usize, line: &[u8], key: &[u8]) -> Option<String> {
    match reader.value(slot, line) {
        Value::Text(text) if text.as_bytes() != key => Some(text.into_owned()),
        _ => None,
    }
}

/// The place of a group among those met so far.
fn group(groups: &mut Vec<(&'static str, Hits)>, name: &'static str) -> u8 {
    let at = groups
        .iter()
        .position(|(known, _)| *known == name)
        .unwrap_or_else(|| {
            groups.push((name, Hits::default()));
            groups.len() - 1
        });
    // The table of signs has far fewer groups than 256.
    at.min(usize::from(u8::MAX)) as u8
}
