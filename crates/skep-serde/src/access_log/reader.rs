//! Lines to fields.

use std::borrow::Cow;

use super::build::{Check, Cut, Part, Source, Split};
use super::escape::printable;
use super::format::{Grammar, LogFormat};
use super::items::Span;
use super::time::{Instant, Pattern};
use super::value::{self, Value};
use super::{errors, json, request, w3c};

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It fits the format.
    Whole,
    /// It doesn't, from this field of the format's on; those that fit have values all the same.
    Broken(usize),
    /// A header or a comment: no row.
    Directive,
}

/// Reads lines of a file, one after the other.
#[derive(Debug)]
pub struct LogReader {
    format: LogFormat,
    /// For each slot its field's source.
    wanted: Vec<Source>,
    /// Every line is looked at as a whole, not only for what is wanted.
    strict: bool,
    /// How many of the spans that a line is cut into are located.
    located: usize,
    splits: Vec<Split>,
    checks: Vec<(usize, Check)>,
    spans: Vec<Span>,
    order: w3c::Order,
    /// Whether somebody asks for the time.
    timed: bool,
    time: Option<Instant>,
    clock: Clock,
}

/// The time that was read last: lines of the same second are many.
#[derive(Debug, Default)]
struct Clock {
    text: Vec<u8>,
    time: Option<Instant>,
}

impl Clock {
    #[inline]
    fn read(&mut self, pattern: &Pattern, text: &[u8]) -> Option<Instant> {
        if self.text != text {
            self.text.clear();
            self.text.extend_from_slice(text);
            self.time = pattern.read(text);
        }
        self.time
    }
}

impl LogReader {
    /// A reader that gives the fields `wanted` (by their places in [`LogFormat::fields`]), and looks whether lines fit as a whole.
    pub fn new(format: &LogFormat, wanted: &[usize]) -> LogReader {
        LogReader::with(format, wanted, true)
    }

    /// A reader that looks no further into a line than the wanted fields need: a line may be broken, and it doesn't say so.
    pub fn lenient(format: &LogFormat, wanted: &[usize]) -> LogReader {
        LogReader::with(format, wanted, false)
    }

    fn with(format: &LogFormat, wanted: &[usize], strict: bool) -> LogReader {
        let layout = format.layout();
        let wanted: Vec<Source> = wanted
            .iter()
            .filter_map(|field| layout.sources.get(*field).cloned())
            .collect();
        let uses = |slot: usize| wanted.iter().any(|source| source.slot == slot);
        let pieces = |split: &Split| match split.how {
            Cut::Request => 4,
            Cut::Target | Cut::HostAndPort => 2,
            Cut::Query | Cut::SpareQuery => 1,
        };
        let splits: Vec<Split> = layout
            .splits
            .iter()
            .filter(|split| strict || (split.to..split.to + pieces(split)).any(uses))
            .copied()
            .collect();
        let timed = strict
            || wanted
                .iter()
                .any(|source| matches!(source.part, Part::Time | Part::Offset));
        let located = match strict {
            true => layout.labels.len(),
            false => {
                let direct = wanted
                    .iter()
                    .map(|source| source.slot)
                    .filter(|slot| *slot < layout.labels.len());
                let time = layout.date_and_time.map(|pair| pair.1).filter(|_| timed);
                let last = direct
                    .chain(splits.iter().map(|split| split.from))
                    .chain(time)
                    .max();
                last.map_or(0, |last| last + 1)
            }
        };
        let located = match format.grammar() {
            Grammar::Items(items) => items.reach(located),
            _ => located,
        };
        let order = match format.grammar() {
            Grammar::W3c(w3c) => w3c.usual_order(),
            _ => Vec::new(),
        };
        LogReader {
            wanted,
            strict,
            located,
            splits,
            checks: if strict {
                layout.checks.clone()
            } else {
                Vec::new()
            },
            spans: vec![Span::NONE; layout.slots],
            order,
            timed,
            time: None,
            clock: Clock::default(),
            format: format.clone(),
        }
    }

    /// Looks at the next line, without its end.
    #[inline]
    pub fn read(&mut self, line: &[u8]) -> Verdict {
        let broken = match self.format.grammar() {
            Grammar::Items(items) => items.locate(line, self.located, &mut self.spans),
            Grammar::W3c(w3c) => {
                if line.first() == Some(&b'#') {
                    w3c.directive(line, &mut self.order);
                    return Verdict::Directive;
                }
                w3c.locate(line, &self.order, &mut self.spans)
            }
            Grammar::Json => json::locate(line, &mut self.spans),
            Grammar::ApacheError => errors::locate_apache(line, &mut self.spans),
            Grammar::NginxError => errors::locate_nginx(line, &mut self.spans),
        };
        for split in &self.splits {
            cut(line, *split, &mut self.spans);
        }
        let clock = match self.timed {
            true => self.read_clock(line),
            false => None,
        };
        self.time = clock.and_then(|(_, time)| time);
        if !self.strict {
            return broken.map_or(Verdict::Whole, |slot| self.verdict(slot));
        }
        let no_time = clock.filter(|(_, time)| time.is_none());
        let failed = self
            .checks
            .iter()
            .find(|(slot, check)| !self.passes(line, *slot, check));
        let failed = failed.map(|(slot, _)| *slot);
        let all = [broken, failed, no_time.map(|(slot, _)| slot)];
        let broken = all.into_iter().flatten().min();
        broken.map_or(Verdict::Whole, |slot| self.verdict(slot))
    }

    /// A line that breaks at a span.
    #[cold]
    fn verdict(&self, slot: usize) -> Verdict {
        let layout = self.format.layout();
        let field = match layout.labels.get(slot) {
            Some(label) => *label,
            None => layout
                .sources
                .iter()
                .position(|source| source.slot == slot)
                .unwrap_or(0),
        };
        Verdict::Broken(field.min(layout.fields.len().saturating_sub(1)))
    }

    #[inline]
    fn passes(&self, line: &[u8], slot: usize, check: &Check) -> bool {
        let Some(text) = self.text(line, slot) else {
            return true;
        };
        match check {
            Check::Digits => value::is_integer(text),
            Check::Number => value::double(text).is_some(),
        }
    }

    /// The span of the time, and the moment it tells; None where the line has none.
    fn read_clock(&mut self, line: &[u8]) -> Option<(usize, Option<Instant>)> {
        let layout = self.format.layout();
        if let Some((slot, pattern)) = &layout.time {
            let text = self.text(line, *slot)?;
            return Some((*slot, self.clock.read(pattern, text)));
        }
        let (date, time) = layout.date_and_time?;
        let text = [self.text(line, date)?, b" ", self.text(line, time)?].concat();
        Some((date, self.clock.read(&Pattern::Iso, &text)))
    }

    /// The bytes of a span; None where it is none, or `-` in the place of a value.
    #[inline]
    fn text<'a>(&self, line: &'a [u8], slot: usize) -> Option<&'a [u8]> {
        let text = self.spans.get(slot)?.of(line)?;
        let nothing = text == b"-" && slot < self.format.layout().labels.len();
        (!nothing).then_some(text)
    }

    /// The value of a wanted field of the line last read, which is `line`.
    #[inline]
    pub fn value<'a>(&'a self, slot: usize, line: &'a [u8]) -> Value<'a> {
        let Some(source) = self.wanted.get(slot) else {
            return Value::Null;
        };
        match source.part {
            Part::Time => self.time.map_or(Value::Null, Value::Time),
            Part::Offset => self.time.map_or(Value::Null, |time| {
                Value::Text(Cow::Owned(value::offset(time)))
            }),
            Part::Line => match std::str::from_utf8(line) {
                Ok(text) => Value::Text(Cow::Borrowed(text)),
                Err(_) => Value::Text(Cow::Owned(printable(line))),
            },
            _ => match self.text(line, source.slot) {
                Some(text) => value::of_text(&source.part, text),
                None => Value::Null,
            },
        }
    }

    /// The bytes of a wanted field as they stand in the line last read, which is `line`: escapes and all. None where it has no value, or
    /// isn't a piece of the line.
    #[inline]
    pub fn raw<'a>(&self, slot: usize, line: &'a [u8]) -> Option<&'a [u8]> {
        let source = self.wanted.get(slot)?;
        match source.part {
            Part::Line => Some(line),
            _ => self.text(line, source.slot),
        }
    }

    /// What a wanted field is made of.
    pub(super) fn part(&self, slot: usize) -> Option<&Part> {
        self.wanted.get(slot).map(|source| &source.part)
    }

    /// Where in the line a wanted field lies.
    pub(super) fn span(&self, slot: usize, line: &[u8]) -> Option<Span> {
        let source = self.wanted.get(slot)?;
        self.text(line, source.slot)?;
        self.spans.get(source.slot).copied()
    }

    /// The time of the line last read, where a time is wanted.
    pub(super) fn time(&self) -> Option<Instant> {
        self.time
    }
}

/// Cuts a span into its pieces.
#[inline]
fn cut(line: &[u8], split: Split, spans: &mut [Span]) {
    let whole = spans.get(split.from).copied().unwrap_or_default();
    let mut set = |place: usize, span: Span| {
        if let Some(known) = spans.get_mut(split.to + place) {
            *known = span;
        }
    };
    let text = whole.of(line);
    match split.how {
        Cut::Request => {
            let parts = request::parts(line, whole);
            set(0, parts.method);
            set(1, parts.path);
            set(2, parts.query);
            set(3, parts.protocol);
        }
        Cut::Target => {
            let nothing = text.is_none_or(|text| text == b"-");
            let (path, query) = match nothing {
                true => (Span::NONE, Span::NONE),
                false => request::path_and_query(line, whole),
            };
            set(0, path);
            set(1, query);
        }
        Cut::Query => set(0, query(line, whole)),
        Cut::SpareQuery => {
            if spans.get(split.to).is_some_and(|span| span.is_none())
                && let Some(known) = spans.get_mut(split.to)
            {
                *known = query(line, whole);
            }
        }
        Cut::HostAndPort => match text.and_then(errors::port_start) {
            Some(colon) => {
                set(0, Span::new(whole.start(), whole.start() + colon));
                set(1, Span::new(whole.start() + colon + 1, whole.end()));
            }
            None => {
                set(
                    0,
                    if text == Some(b"-") {
                        Span::NONE
                    } else {
                        whole
                    },
                );
                set(1, Span::NONE);
            }
        },
    }
}

/// A query without its `?`.
fn query(line: &[u8], span: Span) -> Span {
    match span.of(line) {
        None | Some(b"-" | b"") => Span::NONE,
        Some([b'?', ..]) => Span::new(span.start() + 1, span.end()),
        Some(_) => span,
    }
}
