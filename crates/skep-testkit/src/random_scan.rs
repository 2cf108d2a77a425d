//! Scans of random text tables, for property tests and fuzzing: `skep-serde`'s fast reader against the plain one.
//!
//! A [`Scan`] is made from any bytes: the first ones choose what the table looks like, so that a fuzzer (or proptest)
//! can steer and shrink it.

mod arrays;
mod entropy;
mod fast;
mod predicates;
mod properties;
mod texts;

use skep_hiveql::types::HiveType;
use skep_serde::filter::Predicate;
use skep_serde::format::RowFormat;

use crate::plain_reader::{TextTable, Value, holds};
use entropy::Entropy;

pub use arrays::value_at;
pub use fast::{Outcome, read_lines, scan};

/// A file of a table, and how it is read.
#[derive(Debug, Clone)]
pub struct Scan {
    /// The table.
    pub table: TextTable,
    /// Its only file.
    pub file: Vec<u8>,
    /// The wanted columns; one past the last is the line's offset.
    pub projection: Vec<usize>,
    /// Where the file is cut into byte ranges, in order.
    pub cuts: Vec<u64>,
    /// How many bytes are pushed at once.
    pub chunk: usize,
    /// How many rows are decoded at once.
    pub step: usize,
    /// After how many rows the arrays are taken.
    pub batch: usize,
    /// Sets of conditions, and after how many rows (those left out included) each is set.
    pub filters: Vec<(usize, Vec<Predicate>)>,
}

impl Scan {
    /// A scan from any bytes; `raw` takes what is left of them as the file.
    pub fn from_bytes(bytes: &[u8], raw: bool) -> Scan {
        let mut entropy = Entropy::new(bytes);
        let table = properties::table(&mut entropy);
        let file = if raw {
            entropy.rest()
        } else {
            texts::file(&mut entropy, &table)
        };
        let width = table.columns.len();
        let projection = (0..entropy.below(width + 2))
            .map(|_| entropy.below(width + 1))
            .collect();
        let mut cuts: Vec<u64> = Vec::new();
        // A file of which a head or foot is no data is one range.
        if table.header + table.footer == 0 {
            cuts = match entropy.below(4) {
                0 => (1..file.len().min(300) as u64).collect(),
                _ => (0..entropy.below(6))
                    .map(|_| entropy.below(file.len() + 1) as u64)
                    .collect(),
            };
            cuts.sort_unstable();
        }
        let filters = predicates::filters(&mut entropy, &table, &file);
        Scan {
            chunk: entropy.pick(&[1, 2, 7, 63, 64, 65, 200, 1000, 1 << 20]),
            step: entropy.pick(&[1, 3, 64, 8192, 8192]),
            batch: entropy.pick(&[1, 5, 50, 8192, 8192]),
            table,
            file,
            projection,
            cuts,
            filters,
        }
    }

    /// What the plain reader makes of it: the projected columns of the rows that pass. `tested_by` says for each row by
    /// which conditions it was tested.
    ///
    /// # Errors
    /// There are more rows, or fewer.
    pub fn expected(&self, tested_by: &[usize]) -> Result<Vec<Vec<Value>>, String> {
        let width = self.table.columns.len();
        let all = self.table.read(&self.file);
        if all.len() != tested_by.len() {
            return Err(format!("{} lines, not {}", tested_by.len(), all.len()));
        }
        let mut rows = Vec::new();
        for (row, set) in all.into_iter().zip(tested_by) {
            let predicates = self.filters.get(*set).map_or(&[][..], |(_, all)| all);
            let passes = predicates
                .iter()
                .all(|predicate| holds(&predicate.condition, &row.values[predicate.column]));
            if !passes {
                continue;
            }
            let offset = Value::Integer(i64::try_from(row.offset).unwrap_or(i64::MAX));
            let cell = |&column: &usize| match column {
                _ if column == width => offset.clone(),
                _ => row.values[column].clone(),
            };
            rows.push(self.projection.iter().map(cell).collect());
        }
        Ok(rows)
    }

    /// The row format that the table's properties name.
    ///
    /// # Errors
    /// A property isn't supported.
    pub fn format(&self) -> Result<RowFormat, String> {
        RowFormat::of_serde("LazySimpleSerDe", &self.table.properties).map_err(|e| e.to_string())
    }

    /// Reads both ways and compares row by row, column by column.
    ///
    /// # Errors
    /// What differs, or what the fast reader complains of.
    pub fn check(&self) -> Result<(), String> {
        let Outcome { rows, tested_by } = scan(self)?;
        let (found, expected) = (rows, self.expected(&tested_by)?);
        for (row, (found, expected)) in found.iter().zip(&expected).enumerate() {
            for (i, (found, expected)) in found.iter().zip(expected).enumerate() {
                if found != expected {
                    let column = self.projection[i];
                    let ty = self.table.columns.get(column);
                    let ty = ty.map_or(&HiveType::BigInt, |(_, ty)| ty);
                    return Err(format!(
                        "row {row}, column {column} ({ty}): {found:?}, not {expected:?}"
                    ));
                }
            }
        }
        if found.len() != expected.len() {
            return Err(format!("{} rows, not {}", found.len(), expected.len()));
        }
        Ok(())
    }
}

impl std::fmt::Display for Scan {
    /// For whoever looks into a failure: everything, the file as an escaped string.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let types: Vec<String> = self.table.columns.iter().map(|c| c.1.to_string()).collect();
        writeln!(f, "columns {types:?}")?;
        writeln!(f, "properties {:?}", self.table.properties)?;
        writeln!(
            f,
            "header {} footer {} projection {:?} cuts {:?} chunk {} step {} batch {}",
            self.table.header,
            self.table.footer,
            self.projection,
            self.cuts,
            self.chunk,
            self.step,
            self.batch
        )?;
        writeln!(f, "filters {:?}", self.filters)?;
        write!(f, "file \"{}\"", self.file.escape_ascii())
    }
}
