//! Drives the fast reader as the engine does: range by range, chunk by chunk, batch by batch.

use arrow::array::ArrayRef;
use arrow::buffer::Buffer;
use skep_hiveql::types::HiveType;
use skep_serde::format::RowDecoder;
use skep_serde::lines::{LineOptions, LineSplitter, LineTooLong, Run};

use super::Scan;
use super::arrays::value_at;
use crate::plain_reader::Value;

/// Reads a range of a file in chunks and gives the runs of whole lines in it.
///
/// # Errors
/// A line is longer than the options allow.
pub fn read_lines(
    options: LineOptions,
    file: &[u8],
    chunk: usize,
) -> Result<Vec<Run>, LineTooLong> {
    // The first byte pushed is the one before the range.
    let begin = usize::try_from(options.start.saturating_sub(1)).unwrap_or(usize::MAX);
    let mut splitter = LineSplitter::new(options);
    let mut runs = Vec::new();
    for bytes in file.get(begin..).unwrap_or_default().chunks(chunk) {
        if splitter.is_done() {
            break;
        }
        splitter.push(&Buffer::from(bytes))?;
        runs.extend(std::iter::from_fn(|| splitter.next_run()));
    }
    splitter.finish();
    runs.extend(std::iter::from_fn(|| splitter.next_run()));
    Ok(runs)
}

/// What a scan gave.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The projected columns of the rows that passed.
    pub rows: Vec<Vec<Value>>,
    /// Which set of conditions each line of the file was tested by, those left out included.
    pub tested_by: Vec<usize>,
}

/// All ranges of a scan, one after the other.
///
/// # Errors
/// What the reader complains of.
pub fn scan(scan: &Scan) -> Result<Outcome, String> {
    let mut reading = Reading {
        scan,
        in_force: 0,
        outcome: Outcome::default(),
    };
    let mut start = 0;
    let ends = scan.cuts.iter().copied().map(Some).chain([None]);
    for end in ends {
        reading.range(start, end)?;
        start = end.unwrap_or(start);
    }
    Ok(reading.outcome)
}

struct Reading<'a> {
    scan: &'a Scan,
    /// The set of conditions last set.
    in_force: usize,
    outcome: Outcome,
}

impl Reading<'_> {
    fn range(&mut self, start: u64, end: Option<u64>) -> Result<(), String> {
        let Scan { table, .. } = self.scan;
        let options = LineOptions {
            start,
            end,
            header: table.header,
            footer: table.footer,
            ..LineOptions::default()
        };
        let runs = read_lines(options, &self.scan.file, self.scan.chunk);
        let mut decoder = self
            .scan
            .format()?
            .decoder(&table.columns, &self.scan.projection, table.zone)
            .map_err(|e| e.to_string())?;
        if let Some((_, predicates)) = self.scan.filters.get(self.in_force) {
            decoder.set_filter(predicates);
        }
        for run in runs.map_err(|e| e.to_string())? {
            decoder.load(run);
            while self.step(decoder.as_mut())? {
                if decoder.rows() >= self.scan.batch {
                    self.take(decoder.as_mut())?;
                }
            }
        }
        self.take(decoder.as_mut())
    }

    /// Decodes some lines; false if there are none.
    fn step(&mut self, decoder: &mut dyn RowDecoder) -> Result<bool, String> {
        let tested_by = &mut self.outcome.tested_by;
        if let Some((from, predicates)) = self.scan.filters.get(self.in_force + 1)
            && *from <= tested_by.len()
        {
            self.in_force += 1;
            decoder.set_filter(predicates);
        }
        let taken = decoder.decode(self.scan.step).map_err(|e| e.to_string())?;
        tested_by.resize(tested_by.len() + taken, self.in_force);
        Ok(taken > 0)
    }

    /// Moves the gathered rows over.
    fn take(&mut self, decoder: &mut dyn RowDecoder) -> Result<(), String> {
        let count = decoder.rows();
        let arrays = decoder.finish().map_err(|e| e.to_string())?;
        if arrays.len() != self.scan.projection.len() || arrays.iter().any(|a| a.len() != count) {
            let lengths: Vec<usize> = arrays.iter().map(|a| a.len()).collect();
            return Err(format!("{count} rows, but columns of {lengths:?}"));
        }
        if decoder.rows() != 0 {
            return Err("rows are left after they were taken".into());
        }
        for row in 0..count {
            let cell = |(array, &column): (&ArrayRef, &usize)| {
                let ty = self.scan.table.columns.get(column);
                value_at(array, row, ty.map_or(&HiveType::BigInt, |(_, ty)| ty))
            };
            let cells = arrays.iter().zip(&self.scan.projection).map(cell);
            self.outcome.rows.push(cells.collect());
        }
        Ok(())
    }
}
