//! Lines of delimited text to columns: the wanted fields of some thousand lines are located, then lines are left out that
//! fail a condition, then what is left is decoded, a column at a time.

use arrow::array::ArrayRef;
use arrow::buffer::Buffer;
use arrow::error::ArrowError;
use memchr::memchr;
use skep_hiveql::types::HiveType;

use super::fill::Fields;
use super::locate::{Found, Layout, Lines};
use super::nested::{Cx, check_depth};
use super::options::DelimitedOptions;
use super::select::{Filter, Located};
use crate::column::{Column, TextRules};
use crate::filter::Predicate;
use crate::format::{FormatError, RowDecoder};
use crate::lines::{Run, count_lines};
use crate::primitive::Zone;
use crate::views::Utf8Buffer;
use crate::wanted::{Projection, lines_at_once};

/// Decodes the wanted columns of delimited lines (`LazySimpleSerDe`, `LazyStruct`).
///
/// A short line is padded with NULLs, a long one cut; a field that can't be read is NULL. Of a line, only what lies
/// before the end of the last wanted field is looked at.
#[derive(Debug)]
pub struct DelimitedDecoder {
    cx: Cx,
    projection: Projection,
    predicates: Vec<Predicate>,
    hints: Vec<Predicate>,
    /// Both of them.
    filters: Vec<Filter>,
    layout: Layout,
    loaded: Option<Loaded>,
    /// Counts the runs.
    serial: u64,
    rows: usize,
    found: Found,
    selected: Vec<u32>,
}

#[derive(Debug)]
struct Loaded {
    bytes: Buffer,
    /// Where in the file they begin.
    offset: u64,
    next: usize,
    has_cr: bool,
    /// Whether no separator is escaped.
    plain: bool,
    text: Option<Utf8Buffer>,
}

impl DelimitedDecoder {
    /// A decoder for a file of `columns`, giving those that `projection` lists by index. The index one past the last
    /// column stands for the line's offset in the file, a bigint.
    ///
    /// # Errors
    /// A column nests deeper than there are separators.
    pub fn new(
        options: DelimitedOptions,
        columns: &[(String, HiveType)],
        projection: &[usize],
        zone: Zone,
    ) -> Result<DelimitedDecoder, FormatError> {
        for (name, ty) in columns {
            check_depth(&options, name, ty)?;
        }
        let rules = TextRules {
            extended_boolean: options.extended_boolean,
            base64: options.base64,
            zone,
        };
        let mut decoder = DelimitedDecoder {
            projection: Projection::new(columns, projection),
            cx: Cx { options, rules },
            predicates: Vec::new(),
            hints: Vec::new(),
            filters: Vec::new(),
            layout: Layout::default(),
            loaded: None,
            serial: 0,
            rows: 0,
            found: Found::default(),
            selected: Vec::new(),
        };
        decoder.lay_out();
        Ok(decoder)
    }

    /// Plans which fields are located, for what and where.
    fn lay_out(&mut self) {
        let conditions = self.predicates.iter().chain(&self.hints);
        let mut fields = self.projection.lay_out(conditions);
        let tested = |predicate| self.projection.tested(predicate, &fields);
        self.filters = Filter::all(
            self.predicates.iter().map(tested),
            self.hints.iter().map(tested),
        );
        // Line starts are found along with fields: with none, the first is looked for.
        if fields.is_empty() && !self.projection.wanted.is_empty() {
            fields.push(0);
        }
        let options = &self.cx.options;
        let last = self.projection.width().saturating_sub(1);
        let rest = options.last_column_takes_rest.then_some(last);
        self.layout = Layout::new(&fields, rest, options.separator(0), options.escape);
        // What was found out of the loaded run depends on the fields.
        if let Some(run) = &mut self.loaded
            && run.text.is_none()
            && self.layout.width() > 0
        {
            run.text = Utf8Buffer::check(&run.bytes, self.serial);
        }
    }

    /// Decodes the located lines; gives how many rows that made.
    fn decode_found(&mut self, run: &Loaded) -> usize {
        let lines = Located {
            bytes: &run.bytes,
            spans: &self.found.spans,
            width: self.layout.width(),
            // A separator that isn't ASCII may cut a character in two.
            plain: run.plain && run.text.is_some() && self.cx.options.separator(0).is_ascii(),
        };
        let mut selected = None;
        if !self.filters.is_empty() {
            lines.select(&mut self.filters, &self.cx, &mut self.selected);
            selected = Some(self.selected.as_slice());
        }
        for wanted in &mut self.projection.wanted {
            match wanted.slot {
                Some(slot) => {
                    let fields = Fields {
                        lines,
                        slot,
                        selected,
                        run: run.text.as_ref(),
                    };
                    fields.append_to(&mut wanted.column, &self.cx);
                }
                None => {
                    append_offsets(&mut wanted.column, run.offset, &self.found.starts, selected);
                }
            }
        }
        selected.map_or(self.found.starts.len(), <[u32]>::len)
    }
}

impl RowDecoder for DelimitedDecoder {
    fn load(&mut self, run: Run) {
        self.serial += 1;
        let bytes = run.bytes;
        let any_field = self.layout.width() > 0;
        self.loaded = Some(Loaded {
            offset: run.offset,
            next: 0,
            has_cr: memchr(b'\r', &bytes).is_some(),
            plain: self.layout.is_plain(&bytes),
            text: any_field
                .then(|| Utf8Buffer::check(&bytes, self.serial))
                .flatten(),
            bytes,
        });
    }

    fn set_filter(&mut self, predicates: &[Predicate]) {
        self.predicates = predicates.to_vec();
        self.lay_out();
    }

    fn set_hints(&mut self, hints: &[Predicate]) {
        self.hints = hints.to_vec();
        self.lay_out();
    }

    fn decode(&mut self, max_rows: usize) -> Result<usize, FormatError> {
        let Some(mut run) = self.loaded.take() else {
            return Ok(0);
        };
        if self.layout.width() == 0 {
            // Rows without columns are only counted, and cost nothing however many they are.
            let lines = count_lines(run.bytes.get(run.next..).unwrap_or_default());
            self.rows += lines;
            return Ok(lines);
        }
        let max_rows = lines_at_once(max_rows, !self.filters.is_empty());
        let lines = Lines {
            bytes: &run.bytes,
            start: run.next,
            has_cr: run.has_cr,
            plain: run.plain,
        };
        run.next = self.found.locate(lines, &self.layout, max_rows);
        self.rows += self.decode_found(&run);
        if run.next < run.bytes.len() {
            self.loaded = Some(run);
        }
        Ok(self.found.starts.len())
    }

    fn rows(&self) -> usize {
        self.rows
    }

    fn finish(&mut self) -> Result<Vec<ArrayRef>, ArrowError> {
        self.rows = 0;
        self.projection.finish()
    }
}

fn append_offsets(column: &mut Column, offset: u64, starts: &[u32], selected: Option<&[u32]>) {
    let Column::Int64(builder) = column else {
        return;
    };
    let place = |start: &u32| i64::try_from(offset + u64::from(*start)).unwrap_or(i64::MAX);
    match selected {
        None => starts
            .iter()
            .for_each(|start| builder.append_value(place(start))),
        Some(rows) => {
            for start in rows.iter().filter_map(|row| starts.get(*row as usize)) {
                builder.append_value(place(start));
            }
        }
    }
}
