//! Lines of delimited text to columns.

use arrow::array::ArrayRef;
use arrow::buffer::Buffer;
use arrow::error::ArrowError;
use memchr::{memchr, memchr2};
use skep_hiveql::types::HiveType;

use super::nested::{Cx, append_field, check_depth};
use super::options::{DelimitedOptions, Encoding};
use crate::column::{Column, Shared, TextRules};
use crate::filter::Predicate;
use crate::format::{FormatError, RowDecoder};
use crate::lines::{Lines, Run};
use crate::primitive::Zone;

/// Decodes the wanted columns of delimited lines (`LazySimpleSerDe`, `LazyStruct`).
///
/// A short line is padded with NULLs, a long one cut; a field that can't be read is NULL. Of a line, only what lies
/// before the end of the last wanted field is looked at.
#[derive(Debug)]
pub struct DelimitedDecoder {
    cx: Cx,
    /// The wanted columns, in the order of the file.
    wanted: Vec<Wanted>,
    /// For each projected column its place in `wanted`.
    order: Vec<usize>,
    /// How many columns the file has.
    width: usize,
    loaded: Option<Loaded>,
    /// Counts the runs.
    serial: u64,
    rows: usize,
}

#[derive(Debug)]
struct Wanted {
    field: usize,
    column: Column,
}

#[derive(Debug)]
struct Loaded {
    bytes: Buffer,
    /// Where in the file they begin.
    offset: u64,
    next: usize,
    has_cr: bool,
    utf8: bool,
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
        let mut fields: Vec<usize> = projection.to_vec();
        fields.sort_unstable();
        fields.dedup();
        let order = projection
            .iter()
            .map(|field| fields.binary_search(field).unwrap_or_default())
            .collect();
        let wanted = fields.iter().map(|&field| {
            let ty = columns.get(field).map_or(&HiveType::BigInt, |(_, ty)| ty);
            Wanted {
                field,
                column: Column::new(ty),
            }
        });
        let rules = TextRules {
            extended_boolean: options.extended_boolean,
            base64: options.base64,
            zone,
        };
        Ok(DelimitedDecoder {
            wanted: wanted.collect(),
            cx: Cx { options, rules },
            order,
            width: columns.len(),
            loaded: None,
            serial: 0,
            rows: 0,
        })
    }

    /// Decodes the line `start..end` of the run.
    #[inline]
    fn decode_line(&mut self, run: &Loaded, start: usize, end: usize) {
        let options = &self.cx.options;
        let mut field = 0;
        // Where `field` begins; None once the line is used up.
        let mut begin = Some(start);
        for wanted in &mut self.wanted {
            if wanted.field == self.width {
                append_offset(&mut wanted.column, run.offset + start as u64);
                continue;
            }
            while field < wanted.field {
                begin = begin
                    .and_then(|at| field_end(options, &run.bytes, at, end))
                    .map(|at| at + 1);
                field += 1;
            }
            let Some(at) = begin else {
                wanted.column.append_null();
                continue;
            };
            let rest = options.last_column_takes_rest && field + 1 == self.width;
            let found = if rest {
                None
            } else {
                field_end(options, &run.bytes, at, end)
            };
            let stop = found.unwrap_or(end);
            let text = run.bytes.get(at..stop).unwrap_or_default();
            let offset = u32::try_from(at).unwrap_or(u32::MAX);
            let shared = Shared {
                run: &run.bytes,
                serial: self.serial,
                offset,
                utf8: run.utf8,
            };
            append_field(&mut wanted.column, text, shared, 1, &self.cx);
            begin = found.map(|at| at + 1);
            field += 1;
        }
    }
}

impl RowDecoder for DelimitedDecoder {
    fn load(&mut self, run: Run) {
        self.serial += 1;
        let bytes = match self.cx.options.encoding {
            Encoding::Utf8 => run.bytes,
            Encoding::Latin1 => latin1(run.bytes),
        };
        let any_text = !self.wanted.is_empty();
        self.loaded = Some(Loaded {
            offset: run.offset,
            next: 0,
            has_cr: memchr(b'\r', &bytes).is_some(),
            utf8: any_text && std::str::from_utf8(&bytes).is_ok(),
            bytes,
        });
    }

    // `RowFormat::supports` accepts none yet.
    fn set_filter(&mut self, _: &[Predicate]) {}

    fn decode(&mut self, max_rows: usize) -> Result<usize, FormatError> {
        let Some(mut run) = self.loaded.take() else {
            return Ok(0);
        };
        let mut rows = 0;
        let bytes = run.bytes.clone();
        let mut lines = Lines::new(&bytes, run.next, run.has_cr);
        while rows < max_rows {
            let Some((start, end)) = lines.next() else {
                break;
            };
            if !self.wanted.is_empty() {
                self.decode_line(&run, start, end);
            }
            rows += 1;
        }
        run.next = lines.position();
        if run.next < run.bytes.len() {
            self.loaded = Some(run);
        }
        self.rows += rows;
        Ok(rows)
    }

    fn rows(&self) -> usize {
        self.rows
    }

    fn finish(&mut self) -> Result<Vec<ArrayRef>, ArrowError> {
        self.rows = 0;
        let arrays = self
            .wanted
            .iter_mut()
            .map(|w| w.column.finish())
            .collect::<Result<Vec<_>, _>>()?;
        Ok(self
            .order
            .iter()
            .filter_map(|&place| arrays.get(place).cloned())
            .collect())
    }
}

fn append_offset(column: &mut Column, offset: u64) {
    if let Column::Int64(builder) = column {
        builder.append_value(i64::try_from(offset).unwrap_or(i64::MAX));
    }
}

/// Where the field that begins at `at` ends with a separator, before `end`.
#[inline]
fn field_end(options: &DelimitedOptions, bytes: &[u8], at: usize, end: usize) -> Option<usize> {
    let rest = bytes.get(at..end)?;
    next_separator(rest, options.separator(0), options.escape).map(|length| at + length)
}

/// The first separator that isn't escaped.
#[inline]
pub(super) fn next_separator(text: &[u8], separator: u8, escape: Option<u8>) -> Option<usize> {
    let Some(escape) = escape else {
        return memchr(separator, text);
    };
    let mut from = 0;
    loop {
        let at = from + memchr2(separator, escape, text.get(from..)?)?;
        if text.get(at) == Some(&separator) {
            return Some(at);
        }
        // The escape character keeps the next one, whatever it is.
        from = at + 2;
    }
}

/// ISO 8859-1 to UTF-8.
fn latin1(bytes: Buffer) -> Buffer {
    if bytes.is_ascii() {
        return bytes;
    }
    let text: String = bytes.iter().map(|&byte| char::from(byte)).collect();
    Buffer::from_vec(text.into_bytes())
}
