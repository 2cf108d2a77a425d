//! Lines of access logs to columns: fields by name.

use std::borrow::Cow;
use std::collections::BTreeMap;

use skep_hiveql::types::HiveType;

use super::build::Part;
use super::escape::{Escape, printable, undo};
use super::format::{LOG_FORMAT, LogFormat};
use super::reader::{LogReader, Verdict};
use super::time::Instant;
use super::value::{self, Value};
use crate::column::{Column, TextRules};
use crate::filter::Datum;
use crate::format::FormatError;
use crate::primitive::calendar::split_micros;
use crate::rows::{Field, Line, LineParser, append_field};

/// The column that says which field of a line doesn't fit the format.
pub const REJECTED_FIELD: &str = "REJECTED__FIELD";

/// How a table's access logs are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogOptions {
    /// How lines are written.
    pub format: LogFormat,
}

impl LogOptions {
    /// From a table's SerDe properties: `log.format`.
    ///
    /// # Errors
    /// There is none, or it isn't one.
    pub fn from_properties(
        properties: &BTreeMap<String, String>,
    ) -> Result<LogOptions, FormatError> {
        match properties.get(LOG_FORMAT).map(|text| text.trim()) {
            None | Some("" | "auto") => {
                let reason = "a table needs to know how its lines are written: a name (`combined`), or the server's own format string";
                Err(FormatError::property(LOG_FORMAT, "", reason))
            }
            Some(text) => Ok(LogOptions {
                format: LogFormat::parse(text)?,
            }),
        }
    }

    /// Refuses columns that no line has.
    ///
    /// # Errors
    /// Which, and what there is.
    pub fn check(&self, columns: &[(String, HiveType)]) -> Result<(), FormatError> {
        for (name, ty) in columns {
            let known = self.format.field(name);
            let field = known.and_then(|place| self.format.fields().get(place));
            let reason = match field {
                None if name.eq_ignore_ascii_case(REJECTED_FIELD) => continue,
                None => {
                    let names: Vec<_> = self
                        .format
                        .fields()
                        .iter()
                        .map(|field| field.name.as_str())
                        .collect();
                    format!(
                        "the log format has no field of this name; it has {}",
                        names.join(", ")
                    )
                }
                Some(field) if *ty == field.ty || ty.is_primitive() => continue,
                Some(field) => format!(
                    "the field is of type {}; a primitive type would do, too",
                    field.ty
                ),
            };
            return Err(FormatError::Column {
                column: name.clone(),
                ty: ty.to_string(),
                reason,
            });
        }
        Ok(())
    }
}

/// Takes fields out of lines.
#[derive(Debug)]
pub(crate) struct LogParser {
    format: LogFormat,
    /// For each column of the file its field; None of [`REJECTED_FIELD`].
    columns: Vec<Option<usize>>,
    reader: LogReader,
    /// The reader's slot of each located column; None of [`REJECTED_FIELD`].
    slots: Vec<Option<usize>>,
    broken: Option<usize>,
}

impl LogParser {
    pub(crate) fn new(
        options: &LogOptions,
        columns: &[(String, HiveType)],
    ) -> Result<LogParser, FormatError> {
        options.check(columns)?;
        let format = options.format.clone();
        Ok(LogParser {
            columns: columns.iter().map(|(name, _)| format.field(name)).collect(),
            reader: LogReader::lenient(&format, &[]),
            slots: Vec::new(),
            broken: None,
            format,
        })
    }

    /// The piece of the line, without escapes.
    fn piece<'a>(&self, slot: usize, line: &'a [u8], escape: Escape) -> Field<'a> {
        let Some(span) = self.reader.span(slot, line) else {
            return Field::Null;
        };
        match span.of(line).map(|text| undo(text, escape)) {
            None => Field::Null,
            Some(Cow::Borrowed(_)) => Field::At(span.start(), span.end()),
            Some(Cow::Owned(text)) => Field::Own(Cow::Owned(text.into_bytes())),
        }
    }
}

/// Types that moments become without a text.
fn is_time(ty: &HiveType) -> bool {
    matches!(
        ty,
        HiveType::Timestamp | HiveType::TimestampLocalTz | HiveType::Date
    )
}

/// The day that the server's calendar showed.
fn day(time: Instant) -> Option<i32> {
    i32::try_from(split_micros(time.wall_clock()).0).ok()
}

/// A value as a text file would hold it.
fn written(value: Option<f64>) -> Field<'static> {
    match value {
        Some(value) => Field::Own(Cow::Owned(value.to_string().into_bytes())),
        None => Field::Null,
    }
}

impl LineParser for LogParser {
    fn set_fields(&mut self, fields: &[usize]) {
        let wanted: Vec<Option<usize>> = fields
            .iter()
            .map(|column| self.columns.get(*column).copied().flatten())
            .collect();
        let known: Vec<usize> = wanted.iter().flatten().copied().collect();
        let mut next = 0..known.len();
        self.slots = wanted
            .iter()
            .map(|field| field.and_then(|_| next.next()))
            .collect();
        // Whether a line fits is seen only by looking at all of it.
        self.reader = match self.slots.iter().any(Option::is_none) {
            true => LogReader::new(&self.format, &known),
            false => LogReader::lenient(&self.format, &known),
        };
    }

    fn locate(&mut self, line: &[u8]) -> Result<bool, String> {
        let verdict = self.reader.read(line);
        self.broken = match verdict {
            Verdict::Broken(field) => Some(field),
            _ => None,
        };
        Ok(verdict != Verdict::Directive)
    }

    fn field<'a>(&'a self, slot: usize, ty: &HiveType, line: &'a [u8]) -> Field<'a> {
        let Some(slot) = self.slots.get(slot).copied().flatten() else {
            let broken = self
                .broken
                .and_then(|field| self.format.fields().get(field));
            return broken.map_or(Field::Null, |field| {
                Field::Own(Cow::Borrowed(field.name.as_bytes()))
            });
        };
        match self.reader.part(slot) {
            None => Field::Null,
            Some(Part::Text(escape) | Part::Params(escape)) => self.piece(slot, line, *escape),
            // Hive's columns would take more for numbers than servers write.
            Some(part @ (Part::Integer | Part::Double)) => {
                let is_number = |text: &[u8]| match part {
                    Part::Integer => value::is_integer(text),
                    _ => value::double(text).is_some(),
                };
                match self.reader.raw(slot, line).is_some_and(is_number) {
                    true => self.piece(slot, line, Escape::None),
                    false => Field::Null,
                }
            }
            Some(Part::Seconds(unit)) => {
                let text = self.reader.raw(slot, line);
                written(text.and_then(value::double).map(|value| value / unit))
            }
            Some(Part::Line) => Field::At(0, line.len()),
            // `append` and `datum` have it as a number.
            Some(Part::Time) if is_time(ty) => Field::Null,
            // As it stands in the log.
            Some(Part::Time) => self.piece(slot, line, Escape::None),
            Some(Part::Offset | Part::Class) => match self.reader.value(slot, line) {
                Value::Text(text) => Field::Own(match text {
                    Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
                    Cow::Owned(text) => Cow::Owned(text.into_bytes()),
                }),
                _ => Field::Null,
            },
        }
    }

    fn append(
        &self,
        slot: usize,
        ty: &HiveType,
        line: Line<'_>,
        column: &mut Column,
        rules: &TextRules,
    ) {
        let place = self.slots.get(slot).copied().flatten();
        match (place.and_then(|place| self.reader.part(place)), column) {
            (Some(Part::Time), Column::TimestampTz(builder)) => {
                builder.append_option(self.reader.time().map(|time| time.micros));
            }
            (Some(Part::Time), Column::Timestamp(builder)) => {
                builder.append_option(self.reader.time().map(|time| time.wall_clock()));
            }
            (Some(Part::Time), Column::Date(builder)) => {
                builder.append_option(self.reader.time().and_then(day));
            }
            (Some(Part::Params(_)), column @ Column::Map(..)) => {
                match place.map(|place| self.reader.value(place, line.bytes)) {
                    Some(Value::Params(query)) => append_params(&query, column, rules),
                    _ => column.append_null(),
                }
            }
            (_, column) => append_field(self.field(slot, ty, line.bytes), line, column, rules),
        }
    }

    fn datum<'a>(
        &self,
        slot: usize,
        ty: &HiveType,
        text: Option<&'a [u8]>,
        rules: &TextRules,
    ) -> Option<Datum<'a>> {
        let place = self.slots.get(slot).copied().flatten();
        match (place.and_then(|place| self.reader.part(place)), ty) {
            (Some(Part::Time), HiveType::TimestampLocalTz) => {
                self.reader.time().map(|time| Datum::Timestamp(time.micros))
            }
            (Some(Part::Time), HiveType::Timestamp) => self
                .reader
                .time()
                .map(|time| Datum::Timestamp(time.wall_clock())),
            (Some(Part::Time), HiveType::Date) => self.reader.time().and_then(day).map(Datum::Date),
            _ => text.and_then(|text| Datum::read(ty, text, rules)),
        }
    }

    fn repair<'a>(&self, line: &'a [u8]) -> Cow<'a, [u8]> {
        Cow::Owned(printable(line).into_bytes())
    }

    fn row_is_line(&self) -> bool {
        self.format.cuttable()
    }
}

/// Appends a query's parameters; of those with the same name the last counts, as in Hive's `str_to_map`.
fn append_params(query: &str, column: &mut Column, rules: &TextRules) {
    let Column::Map(nested, entries) = column else {
        return;
    };
    let mut pairs: Vec<(Cow<'_, str>, Cow<'_, str>)> = Vec::new();
    for (name, value) in value::params(query) {
        match pairs.iter_mut().find(|pair| pair.0 == name) {
            Some(pair) => pair.1 = value,
            None => pairs.push((name, value)),
        }
    }
    let (names, values) = &mut **entries;
    for (name, value) in pairs {
        names.append_text(name.as_bytes(), None, rules);
        values.append_text(value.as_bytes(), None, rules);
    }
    nested.push(names.len(), true);
}
