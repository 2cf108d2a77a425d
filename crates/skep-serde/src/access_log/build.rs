//! From what a format's directives log to the fields of its lines.

use skep_hiveql::types::HiveType;

use super::escape::Escape;
use super::fields::{self, Field};
use super::time::Pattern;

/// What a directive logs.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Meaning {
    /// A text.
    Text,
    /// A number of this type.
    Integer(HiveType),
    /// A number with a fraction.
    Double,
    /// A span of time: so many of its units are a second.
    Seconds(f64),
    /// A moment.
    Time(Pattern),
    /// The date; the next text is the time of that day.
    DateAndTime,
    /// `GET /path?query HTTP/1.1`
    Request,
    /// `/path?query`
    Target,
    /// `?query` or `query`
    Query,
    /// The answer's status.
    Status,
    /// `192.0.2.1:2817`: the second field's name
    HostAndPort(&'static str),
    /// Nothing that is worth a field.
    Nothing,
}

/// Where a field's value comes from.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Source {
    /// Which of the line's spans.
    pub(super) slot: usize,
    pub(super) part: Part,
}

/// What is made of a span.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part {
    Text(Escape),
    Integer,
    Double,
    /// A number of units of which so many are a second.
    Seconds(f64),
    Time,
    Offset,
    Params(Escape),
    /// `2xx`
    Class,
    /// The whole line.
    Line,
}

/// What a span must look like; `-` always passes.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Check {
    Digits,
    Number,
}

/// Spans that are pieces of another span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Split {
    pub(super) from: usize,
    /// The first of the pieces' spans.
    pub(super) to: usize,
    pub(super) how: Cut,
}

/// How a span is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    /// Method, path, query, protocol
    Request,
    /// Path, query
    Target,
    /// Without the leading `?`
    Query,
    /// The same, where that isn't known from elsewhere
    SpareQuery,
    /// Host, port
    HostAndPort,
}

/// The fields of a format, and how they come from a line's spans.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Layout {
    pub(super) fields: Vec<Field>,
    pub(super) sources: Vec<Source>,
    /// By span; the first ones are those that a line is cut into.
    pub(super) checks: Vec<(usize, Check)>,
    pub(super) splits: Vec<Split>,
    /// How many spans there are.
    pub(super) slots: usize,
    /// The first field of each span that a line is cut into.
    pub(super) labels: Vec<usize>,
    /// The span of the time, where it is one.
    pub(super) time: Option<(usize, Pattern)>,
    /// The spans of a date and a time of day.
    pub(super) date_and_time: Option<(usize, usize)>,
}

impl Layout {
    fn slot_of(&self, name: &str) -> Option<usize> {
        let place = self.fields.iter().position(|field| field.name == name)?;
        self.sources.get(place).map(|source| source.slot)
    }
}

/// Collects a format's fields.
#[derive(Debug, Default)]
pub(super) struct Builder {
    layout: Layout,
    /// For the spans that come behind those that a line is cut into: what they are pieces of, and the fields of each.
    splits: Vec<(usize, Cut, Vec<Piece>)>,
}

/// A field (none: `usize::MAX`), and what is made of the piece.
type Piece = (usize, Part);

impl Builder {
    /// The next span of a line: `own` is what the format calls it, `name` what everybody does.
    pub(super) fn add(&mut self, name: &str, own: &str, meaning: Meaning, escape: Escape) {
        let slot = self.layout.labels.len();
        let label = self.layout.fields.len();
        let text = Part::Text(escape);
        let int = HiveType::Int;
        match meaning {
            Meaning::Nothing => {}
            Meaning::Text => self.field(name, own, HiveType::String, slot, text),
            Meaning::Integer(ty) => {
                self.field(name, own, ty, slot, Part::Integer);
                self.layout.checks.push((slot, Check::Digits));
            }
            Meaning::Double => {
                self.field(name, own, HiveType::Double, slot, Part::Double);
                self.layout.checks.push((slot, Check::Number));
            }
            Meaning::Seconds(unit) => {
                self.field(name, own, HiveType::Double, slot, Part::Seconds(unit));
                self.layout.checks.push((slot, Check::Number));
            }
            Meaning::Time(_) if self.has("time") => {
                self.field(name, own, HiveType::String, slot, text)
            }
            Meaning::Time(pattern) => {
                self.time(slot);
                self.layout.time = Some((slot, pattern));
            }
            Meaning::DateAndTime => {
                self.time(slot);
                self.layout.date_and_time = Some((slot, slot + 1));
            }
            Meaning::Request => {
                self.field(name, own, HiveType::String, slot, text);
                let of = ["method", "path", "query", "", "protocol"].map(|name| (name, escape));
                self.split(slot, Cut::Request, &of);
            }
            Meaning::Target => {
                let of = ["path", "query", ""].map(|name| (name, escape));
                self.split(slot, Cut::Target, &of);
            }
            Meaning::Query if self.has("query") => {
                self.splits.push((slot, Cut::SpareQuery, Vec::new()))
            }
            Meaning::Query => self.split(slot, Cut::Query, &[("query", escape), ("", escape)]),
            Meaning::Status => {
                let known = self.has("status");
                self.field(name, own, int, slot, Part::Integer);
                if !known {
                    self.field("status_class", own, HiveType::String, slot, Part::Class);
                }
                self.layout.checks.push((slot, Check::Digits));
            }
            Meaning::HostAndPort(port) => {
                let host = self.free(name, own);
                let fields = self.layout.fields.len();
                self.push(host, own, HiveType::String);
                self.push(port.to_owned(), own, int);
                self.splits.push((
                    slot,
                    Cut::HostAndPort,
                    vec![(fields, text), (fields + 1, Part::Integer)],
                ));
            }
        }
        self.layout.labels.push(label);
    }

    fn time(&mut self, slot: usize) {
        self.field("time", "time", HiveType::TimestampLocalTz, slot, Part::Time);
        self.field("time_offset", "time", HiveType::String, slot, Part::Offset);
    }

    fn has(&self, name: &str) -> bool {
        self.layout.fields.iter().any(|field| field.name == name)
    }

    /// The name, or where that is taken the format's own, or that with a number.
    fn free(&self, name: &str, own: &str) -> String {
        let own = fields::identifier(own);
        let numbered = (2..).map(|n| format!("{own}_{n}"));
        [name.to_owned(), own.clone()]
            .into_iter()
            .chain(numbered)
            .find(|name| !name.is_empty() && !self.has(name))
            .unwrap_or(own)
    }

    fn push(&mut self, name: String, own: &str, ty: HiveType) {
        self.layout.fields.push(Field {
            about: fields::about(&name, own),
            standard: !fields::repeats(&name),
            name,
            ty,
        });
        // Pieces of other spans get their place at the end.
        self.layout.sources.push(Source {
            slot: usize::MAX,
            part: Part::Line,
        });
    }

    fn field(&mut self, name: &str, own: &str, ty: HiveType, slot: usize, part: Part) {
        self.push(self.free(name, own), own, ty);
        if let Some(source) = self.layout.sources.last_mut() {
            *source = Source { slot, part };
        }
    }

    /// Fields that are pieces of a span; one without a name is the parameters of the query before it. Fields that the line tells already
    /// are left out.
    fn split(&mut self, slot: usize, how: Cut, pieces: &[(&str, Escape)]) {
        let mut parts = Vec::new();
        for (name, escape) in pieces {
            let place = self.layout.fields.len();
            let (name, ty, part) = match name.is_empty() {
                false => (*name, HiveType::String, Part::Text(*escape)),
                true => {
                    let string = || Box::new(HiveType::String);
                    (
                        "params",
                        HiveType::Map(string(), string()),
                        Part::Params(*escape),
                    )
                }
            };
            if self.has(name) {
                parts.push((usize::MAX, part));
                continue;
            }
            self.push(name.to_owned(), name, ty);
            parts.push((place, part));
        }
        self.splits.push((slot, how, parts));
    }

    /// The layout, with the whole line as the last field.
    pub(super) fn finish(mut self) -> Layout {
        let mut layout = self.layout;
        layout.slots = layout.labels.len();
        for (from, how, parts) in self.splits.drain(..) {
            let to = layout.slots;
            let mut slot = to;
            let mut last = slot;
            for (field, part) in parts {
                // The parameters are those of the piece before.
                let place = match part {
                    Part::Params(_) => last,
                    _ => {
                        last = slot;
                        slot += 1;
                        last
                    }
                };
                if part == Part::Integer {
                    layout.checks.push((place, Check::Digits));
                }
                if let Some(source) = layout.sources.get_mut(field) {
                    *source = Source { slot: place, part };
                }
            }
            let to = match how {
                Cut::SpareQuery => layout.slot_of("query").unwrap_or(to),
                _ => to,
            };
            layout.splits.push(Split { from, to, how });
            layout.slots = slot;
        }
        layout.checks.sort_by_key(|(slot, _)| *slot);
        layout.fields.push(Field {
            name: "line".to_owned(),
            ty: HiveType::String,
            about: fields::about("line", "line"),
            standard: false,
        });
        layout.sources.push(Source {
            slot: usize::MAX,
            part: Part::Line,
        });
        layout
    }
}
