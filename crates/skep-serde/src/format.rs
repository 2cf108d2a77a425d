//! What all row formats have in common: lines in, arrays out.

use arrow::array::ArrayRef;
use arrow::error::ArrowError;

use crate::lines::Run;

/// Lines to columns. A decoder is fed run after run, and its columns are taken when enough rows have gathered.
pub trait RowDecoder: Send + std::fmt::Debug {
    /// Takes the next lines; those of the run before must have been decoded.
    fn load(&mut self, run: Run);

    /// Decodes at most `max_rows` of the loaded lines; 0 when there are none left.
    ///
    /// # Errors
    /// A line breaks a rule that the format makes an error (most only make a field NULL).
    fn decode(&mut self, max_rows: usize) -> Result<usize, FormatError>;

    /// How many rows have gathered.
    fn rows(&self) -> usize;

    /// The gathered rows, one array for each projected column; the decoder is then empty.
    ///
    /// # Errors
    /// A nested column is too long for 32-bit offsets.
    fn finish(&mut self) -> Result<Vec<ArrayRef>, ArrowError>;
}

/// What is wrong with a row format or its lines.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    /// A property's value isn't supported.
    #[error("property `{key}` has the value `{value}`: {reason}")]
    Property {
        /// The property.
        key: String,
        /// Its value.
        value: String,
        /// What is expected.
        reason: String,
    },
    /// A column's type can't be kept in this format.
    #[error("column `{column}` is of type {ty}: {reason}")]
    Column {
        /// The column.
        column: String,
        /// Its type.
        ty: String,
        /// Why not.
        reason: String,
    },
    /// A SerDe that isn't known.
    #[error("SerDe `{0}` is not supported")]
    Serde(String),
    /// A line that the format refuses.
    #[error("the line at byte {offset} {reason}")]
    Line {
        /// Where in the file the line begins.
        offset: u64,
        /// What is wrong.
        reason: String,
    },
}

impl FormatError {
    pub(crate) fn property(key: &str, value: &str, reason: &str) -> FormatError {
        FormatError::Property {
            key: key.into(),
            value: value.into(),
            reason: reason.into(),
        }
    }
}
