//! What formats have in common that look at a line at a time: the loop over lines, the conditions, the wanted columns.

use std::borrow::Cow;

use arrow::array::ArrayRef;
use arrow::buffer::Buffer;
use arrow::error::ArrowError;
use memchr::memchr;
use skep_hiveql::types::HiveType;

use crate::column::{Column, Shared, TextRules};
use crate::filter::{Datum, Predicate};
use crate::format::{FormatError, RowDecoder};
use crate::lines::{DEFAULT_MAX_LINE, Lines, Run, count_lines};
use crate::views::Utf8Buffer;
use crate::wanted::{Projection, Tested, lines_at_once};

/// A line without its end: valid UTF-8, repaired where the file's wasn't.
#[derive(Clone, Copy)]
pub(crate) struct Line<'a> {
    pub(crate) bytes: &'a [u8],
    /// The run it lies in, and where; None of a repaired copy.
    run: Option<(&'a Utf8Buffer, usize)>,
}

impl<'a> Line<'a> {
    /// Where the line's byte `start` lies, so that a string can point at it.
    pub(crate) fn shared(&self, start: usize) -> Option<Shared<'a>> {
        self.run.map(|(run, offset)| Shared {
            run: Some(run),
            offset: offset + start,
        })
    }
}

/// A field of a line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Field<'a> {
    /// It is NULL, or there is none.
    Null,
    /// It is the line's bytes `start..end`.
    At(usize, usize),
    /// It isn't in the line as it is.
    Own(Cow<'a, [u8]>),
}

/// How a line becomes a row.
pub(crate) trait LineParser: Send + std::fmt::Debug {
    /// From now on locates the columns `fields` (ascending, by their places in the file), the first as slot 0.
    fn set_fields(&mut self, fields: &[usize]);

    /// Finds the line's fields; false if the line is no row.
    ///
    /// # Errors
    /// Why the line is refused.
    fn locate(&mut self, line: &[u8]) -> Result<bool, String>;

    /// The located field of a slot, of a primitive type, as [`Column::append_text`] takes it.
    fn field<'a>(&'a self, slot: usize, ty: &HiveType, line: &'a [u8]) -> Field<'a>;

    /// Appends the located field of a slot. Formats with nested types have their own.
    fn append(
        &self,
        slot: usize,
        ty: &HiveType,
        line: Line<'_>,
        column: &mut Column,
        rules: &TextRules,
    ) {
        append_field(self.field(slot, ty, line.bytes), line, column, rules);
    }

    /// The located field of a slot as conditions see it: `text` is what [`field`](LineParser::field) gives.
    #[inline]
    fn datum<'a>(
        &self,
        _slot: usize,
        ty: &HiveType,
        text: Option<&'a [u8]>,
        rules: &TextRules,
    ) -> Option<Datum<'a>> {
        text.and_then(|text| Datum::read(ty, text, rules))
    }

    /// A line that isn't UTF-8, made so.
    fn repair<'a>(&self, line: &'a [u8]) -> Cow<'a, [u8]> {
        match String::from_utf8_lossy(line) {
            Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
            Cow::Owned(text) => Cow::Owned(text.into_bytes()),
        }
    }

    /// Whether every line is a row, and every row a line.
    fn row_is_line(&self) -> bool {
        !self.spans_lines()
    }

    /// Whether a row may go on in the next line.
    fn spans_lines(&self) -> bool {
        false
    }

    /// Whether the row goes on after this line, given whether it did after the one before.
    fn is_open(&self, _open: bool, _line: &[u8]) -> bool {
        false
    }
}

/// Appends a primitive field.
#[inline]
pub(crate) fn append_field(
    field: Field<'_>,
    line: Line<'_>,
    column: &mut Column,
    rules: &TextRules,
) {
    match field {
        Field::Null => column.append_null(),
        Field::At(start, end) => {
            let text = line.bytes.get(start..end).unwrap_or_default();
            column.append_text(text, line.shared(start), rules);
        }
        Field::Own(text) => column.append_text(&text, None, rules),
    }
}

#[derive(Debug)]
struct Loaded {
    bytes: Buffer,
    /// Where in the file they begin.
    offset: u64,
    next: usize,
    has_cr: bool,
    text: Option<Utf8Buffer>,
}

/// A decoder around a parser of lines.
#[derive(Debug)]
pub(crate) struct LineDecoder<P> {
    parser: P,
    rules: TextRules,
    projection: Projection,
    filters: Vec<Tested>,
    /// How many fields are located.
    slots: usize,
    loaded: Option<Loaded>,
    /// The lines of a row that goes on in the next run, and where in the file they begin.
    held: Vec<u8>,
    held_offset: u64,
    /// Whether no more runs will come.
    at_end: bool,
    /// Counts the runs.
    serial: u64,
    rows: usize,
}

impl<P: LineParser> LineDecoder<P> {
    /// A decoder for a file of `columns`, giving those that `projection` lists by index. The index one past the last
    /// column stands for the line's offset in the file, a bigint.
    pub(crate) fn new(
        parser: P,
        columns: &[(String, HiveType)],
        projection: &[usize],
        rules: TextRules,
    ) -> LineDecoder<P> {
        let mut decoder = LineDecoder {
            parser,
            rules,
            projection: Projection::new(columns, projection),
            filters: Vec::new(),
            slots: 0,
            loaded: None,
            held: Vec::new(),
            held_offset: 0,
            at_end: false,
            serial: 0,
            rows: 0,
        };
        decoder.set_filter(&[]);
        decoder
    }

    /// The next row's lines: where they begin and end. None where the rest is no whole row.
    fn next_row(&self, bytes: &[u8], lines: &mut Lines<'_>) -> Option<(usize, usize)> {
        let (start, mut end) = lines.next()?;
        if !self.parser.spans_lines() {
            return Some((start, end));
        }
        let mut open = false;
        let mut from = start;
        loop {
            open = self
                .parser
                .is_open(open, bytes.get(from..end).unwrap_or_default());
            if !open {
                return Some((start, end));
            }
            match lines.next() {
                Some(next) => (from, end) = next,
                None if self.at_end => return Some((start, end)),
                None => return None,
            }
        }
    }

    /// Appends the row, unless it fails a condition; tells whether it did.
    fn row(&mut self, line: Line<'_>, offset: u64) -> Result<bool, FormatError> {
        if self.slots > 0 || !self.parser.row_is_line() {
            let is_row = self
                .parser
                .locate(line.bytes)
                .map_err(|reason| FormatError::Line { offset, reason })?;
            if !is_row {
                return Ok(false);
            }
        }
        for filter in &self.filters {
            let field = match self.parser.field(filter.slot, &filter.ty, line.bytes) {
                Field::Null => None,
                Field::At(start, end) => line.bytes.get(start..end).map(Cow::Borrowed),
                Field::Own(text) => Some(text),
            };
            let datum = self
                .parser
                .datum(filter.slot, &filter.ty, field.as_deref(), &self.rules);
            if !filter.test.holds(datum) {
                return Ok(false);
            }
        }
        for wanted in &mut self.projection.wanted {
            match (wanted.slot, &mut wanted.column) {
                (Some(slot), column) => {
                    self.parser
                        .append(slot, &wanted.ty, line, column, &self.rules);
                }
                (None, Column::Int64(builder)) => {
                    builder.append_value(i64::try_from(offset).unwrap_or(i64::MAX));
                }
                (None, column) => column.append_null(),
            }
        }
        Ok(true)
    }

    /// Keeps what is no whole row for the next run.
    fn hold(&mut self, run: &Loaded, start: usize) -> Result<(), FormatError> {
        self.held = run.bytes.get(start..).unwrap_or_default().to_vec();
        self.held_offset = run.offset + start as u64;
        if self.held.len() <= DEFAULT_MAX_LINE {
            return Ok(());
        }
        Err(FormatError::Line {
            offset: self.held_offset,
            reason: format!(
                "begins a row of more than {DEFAULT_MAX_LINE} bytes: a quote isn't closed"
            ),
        })
    }
}

impl<P: LineParser> RowDecoder for LineDecoder<P> {
    fn load(&mut self, run: Run) {
        self.serial += 1;
        let (bytes, offset) = match self.held.is_empty() {
            true => (run.bytes, run.offset),
            false => {
                let mut all = std::mem::take(&mut self.held);
                all.extend_from_slice(&run.bytes);
                (Buffer::from_vec(all), self.held_offset)
            }
        };
        self.loaded = Some(Loaded {
            offset,
            next: 0,
            has_cr: memchr(b'\r', &bytes).is_some(),
            text: Utf8Buffer::check(&bytes, self.serial),
            bytes,
        });
    }

    fn end(&mut self) -> bool {
        self.at_end = true;
        if self.held.is_empty() {
            return false;
        }
        self.load(Run {
            bytes: Buffer::from_vec(Vec::<u8>::new()),
            offset: 0,
        });
        true
    }

    fn set_filter(&mut self, predicates: &[Predicate]) {
        let fields = self.projection.lay_out(predicates.iter());
        let tested = |predicate| self.projection.tested(predicate, &fields);
        self.filters = predicates.iter().map(tested).collect();
        self.filters.sort_by_key(Tested::cost);
        self.slots = fields.len();
        self.parser.set_fields(&fields);
    }

    fn decode(&mut self, max_rows: usize) -> Result<usize, FormatError> {
        let Some(mut run) = self.loaded.take() else {
            return Ok(0);
        };
        if self.projection.wanted.is_empty() && self.filters.is_empty() && self.parser.row_is_line()
        {
            // Rows without columns are only counted.
            let lines = count_lines(run.bytes.get(run.next..).unwrap_or_default());
            self.rows += lines;
            return Ok(lines);
        }
        let max_rows = lines_at_once(max_rows, !self.filters.is_empty());
        let bytes = run.bytes.clone();
        let mut lines = Lines::new(&bytes, run.next, run.has_cr);
        let mut taken = 0;
        while taken < max_rows {
            let begin = lines.position();
            let Some((start, end)) = self.next_row(&bytes, &mut lines) else {
                if begin < bytes.len() {
                    self.hold(&run, begin)?;
                }
                break;
            };
            let line = bytes.get(start..end).unwrap_or_default();
            let repaired;
            let line = match &run.text {
                Some(text) => Line {
                    bytes: line,
                    run: Some((text, start)),
                },
                None => {
                    repaired = self.parser.repair(line);
                    Line {
                        bytes: &repaired,
                        run: None,
                    }
                }
            };
            self.rows += usize::from(self.row(line, run.offset + start as u64)?);
            taken += 1;
        }
        run.next = lines.position();
        if run.next < bytes.len() {
            self.loaded = Some(run);
        }
        Ok(taken)
    }

    fn rows(&self) -> usize {
        self.rows
    }

    fn finish(&mut self) -> Result<Vec<ArrayRef>, ArrowError> {
        self.rows = 0;
        self.projection.finish()
    }
}

/// Refuses columns that aren't primitive.
pub(crate) fn only_primitive(
    columns: &[(String, HiveType)],
    format: &str,
) -> Result<(), FormatError> {
    match columns.iter().find(|(_, ty)| !ty.is_primitive()) {
        Some((name, ty)) => Err(FormatError::Column {
            column: name.clone(),
            ty: ty.to_string(),
            reason: format!("{format} holds primitive types only"),
        }),
        None => Ok(()),
    }
}

#[cfg(test)]
pub(crate) mod tests;
