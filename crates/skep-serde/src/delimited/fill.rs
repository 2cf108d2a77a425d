//! Located fields to columns, a column at a time.

use arrow::array::PrimitiveBuilder;
use arrow::datatypes::ArrowPrimitiveType;

use super::locate::Span;
use super::nested::{Cx, append_field};
use super::select::Located;
use crate::column::{Column, Shared, Width};
use crate::primitive::{parse_i8, parse_i16, parse_i32, parse_i64};
use crate::views::{Utf8Buffer, Views};

/// Fields of one column: those of all located lines, or of the selected ones.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a> {
    pub(super) lines: Located<'a>,
    /// Their place among the fields of a line.
    pub(super) slot: usize,
    pub(super) selected: Option<&'a [u32]>,
    /// The run, if it is all valid UTF-8.
    pub(super) run: Option<&'a Utf8Buffer>,
}

/// No more than one line in this many is selected: their strings are copied, or a few rows would keep whole runs in memory.
const SPARSE: usize = 4;

impl Fields<'_> {
    fn count(&self) -> usize {
        self.selected.map_or(self.lines.rows(), <[u32]>::len)
    }

    fn is_sparse(&self) -> bool {
        self.count() < self.lines.rows() / SPARSE
    }

    #[inline]
    fn for_each(&self, mut append: impl FnMut(Span)) {
        match self.selected {
            None => (0..self.lines.rows()).for_each(|row| append(self.lines.span(row, self.slot))),
            Some(rows) => rows
                .iter()
                .for_each(|row| append(self.lines.span(*row as usize, self.slot))),
        }
    }

    /// Appends the fields to their column. A table: types with a loop of their own, then all others.
    pub(super) fn append_to(&self, column: &mut Column, cx: &Cx) {
        match (column, self.run) {
            (Column::Text(views, Width::Any), Some(run)) if self.lines.plain => {
                self.texts(views, run, &cx.options.null);
            }
            (Column::Int8(builder), _) => self.integers(builder, cx, parse_i8),
            (Column::Int16(builder), _) => self.integers(builder, cx, parse_i16),
            (Column::Int32(builder), _) => self.integers(builder, cx, parse_i32),
            (Column::Int64(builder), _) => self.integers(builder, cx, parse_i64),
            (column, _) => self.any(column, cx),
        }
    }

    fn texts(&self, views: &mut Views, run: &Utf8Buffer, null: &[u8]) {
        let part = |row: usize| {
            let span = self.lines.span(row, self.slot);
            (span.start as usize, span.end as usize)
        };
        match self.selected {
            None => views.extend(run, (0..self.lines.rows()).map(part), null, false),
            Some(rows) => {
                let parts = rows.iter().map(|row| part(*row as usize));
                views.extend(run, parts, null, self.is_sparse());
            }
        }
    }

    fn integers<T: ArrowPrimitiveType>(
        &self,
        builder: &mut PrimitiveBuilder<T>,
        cx: &Cx,
        parse: impl Fn(&[u8]) -> Option<T::Native>,
    ) {
        // A text that is read as a number may be the one for NULL; seldom.
        let null = cx.options.null.as_slice();
        let number_is_null = parse(null).is_some();
        let mut values = Vec::with_capacity(self.count());
        self.for_each(|span| {
            let text = span.of(self.lines.bytes);
            let text = text.filter(|text| !number_is_null || *text != null);
            match text.and_then(&parse) {
                Some(value) => values.push(value),
                None => {
                    builder.append_slice(&values);
                    values.clear();
                    builder.append_null();
                }
            }
        });
        builder.append_slice(&values);
    }

    fn any(&self, column: &mut Column, cx: &Cx) {
        let run = self.run.filter(|_| !self.is_sparse());
        self.for_each(|span| match span.of(self.lines.bytes) {
            Some(text) => {
                let shared = Shared {
                    run,
                    offset: span.start as usize,
                };
                append_field(column, text, shared, 1, cx);
            }
            None => column.append_null(),
        });
    }
}
