//! What formats have in common that look at a line at a time: the loop over lines, and the wanted columns.

use arrow::array::ArrayRef;
use arrow::error::ArrowError;
use chrono_tz::Tz;
use memchr::memchr;
use skep_hiveql::types::HiveType;

use crate::column::{Column, TextRules};
use crate::filter::Predicate;
use crate::format::{FormatError, RowDecoder};
use crate::lines::{Lines, Run};
use crate::primitive::Zone;

/// A column that is wanted of a line.
#[derive(Debug)]
pub(crate) struct Wanted {
    /// Its place among the file's columns; one past the last is the line's offset.
    pub(crate) field: usize,
    /// Its name, in lower case.
    pub(crate) name: String,
    pub(crate) ty: HiveType,
    pub(crate) column: Column,
}

/// How a line becomes a row.
pub(crate) trait LineParser: Send + std::fmt::Debug {
    /// Appends one value to each of the columns.
    ///
    /// # Errors
    /// Why the line is refused, before anything was appended.
    fn parse(
        &mut self,
        line: &[u8],
        columns: &mut [Wanted],
        rules: &TextRules,
    ) -> Result<(), String>;
}

/// A decoder around a parser of lines.
#[derive(Debug)]
pub(crate) struct LineDecoder<P> {
    parser: P,
    rules: TextRules,
    wanted: Vec<Wanted>,
    offsets: Vec<Wanted>,
    /// For each projected column its place in `wanted`, or past them in `offsets`.
    order: Vec<usize>,
    loaded: Option<(Run, usize, bool)>,
    rows: usize,
}

impl<P: LineParser> LineDecoder<P> {
    pub(crate) fn new(
        parser: P,
        columns: &[(String, HiveType)],
        projection: &[usize],
        zone: Tz,
    ) -> LineDecoder<P> {
        let wanted = |field: usize| {
            let (name, ty) = columns
                .get(field)
                .cloned()
                .unwrap_or_else(|| (String::new(), HiveType::BigInt));
            Wanted {
                field,
                name: name.to_lowercase(),
                column: Column::new(&ty),
                ty,
            }
        };
        let mut fields = projection.to_vec();
        fields.sort_unstable();
        fields.dedup();
        let order = projection
            .iter()
            .map(|field| fields.binary_search(field).unwrap_or_default())
            .collect();
        let (inside, offsets): (Vec<_>, Vec<_>) =
            fields.into_iter().partition(|field| *field < columns.len());
        LineDecoder {
            parser,
            rules: TextRules {
                extended_boolean: false,
                base64: true,
                zone: Zone::Region(zone),
            },
            wanted: inside.into_iter().map(wanted).collect(),
            offsets: offsets.into_iter().map(wanted).collect(),
            order,
            loaded: None,
            rows: 0,
        }
    }
}

impl<P: LineParser> RowDecoder for LineDecoder<P> {
    fn load(&mut self, run: Run) {
        let has_cr = memchr(b'\r', &run.bytes).is_some();
        self.loaded = Some((run, 0, has_cr));
    }

    // `RowFormat::supports` accepts none yet.
    fn set_filter(&mut self, _: &[Predicate]) {}

    fn decode(&mut self, max_rows: usize) -> Result<usize, FormatError> {
        let Some((run, next, has_cr)) = self.loaded.take() else {
            return Ok(0);
        };
        let mut lines = Lines::new(&run.bytes, next, has_cr);
        let mut rows = 0;
        while rows < max_rows {
            let Some((start, end)) = lines.next() else {
                break;
            };
            let line = run.bytes.get(start..end).unwrap_or_default();
            let offset = run.offset + start as u64;
            if !self.wanted.is_empty() {
                let parsed = self.parser.parse(line, &mut self.wanted, &self.rules);
                parsed.map_err(|reason| FormatError::Line { offset, reason })?;
            }
            for wanted in &mut self.offsets {
                if let Column::Int64(builder) = &mut wanted.column {
                    builder.append_value(i64::try_from(offset).unwrap_or(i64::MAX));
                }
            }
            rows += 1;
        }
        let next = lines.position();
        if next < run.bytes.len() {
            self.loaded = Some((run, next, has_cr));
        }
        self.rows += rows;
        Ok(rows)
    }

    fn rows(&self) -> usize {
        self.rows
    }

    fn finish(&mut self) -> Result<Vec<ArrayRef>, ArrowError> {
        self.rows = 0;
        let columns = self.wanted.iter_mut().chain(&mut self.offsets);
        let arrays = columns
            .map(|w| w.column.finish())
            .collect::<Result<Vec<_>, _>>()?;
        Ok(self
            .order
            .iter()
            .filter_map(|&place| arrays.get(place).cloned())
            .collect())
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
mod tests;
