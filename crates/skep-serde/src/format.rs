//! What all row formats have in common: lines in, arrays out.

use std::collections::BTreeMap;

use arrow::array::ArrayRef;
use arrow::error::ArrowError;
use chrono_tz::Tz;
use skep_hiveql::types::HiveType;

use crate::column::{Column, TextRules};
use crate::csv::{CsvOptions, CsvParser};
use crate::delimited::{DelimitedDecoder, DelimitedOptions};
use crate::filter::Predicate;
use crate::json::{JsonOptions, JsonParser};
use crate::lines::Run;
use crate::primitive::Zone;
use crate::regex::{RegexOptions, RegexParser};
use crate::rows::{LineDecoder, only_primitive};

/// Lines to columns. A decoder is fed run after run, and its columns are taken when enough rows have gathered.
pub trait RowDecoder: Send + std::fmt::Debug {
    /// Takes the next lines; those of the run before must have been decoded.
    fn load(&mut self, run: Run);

    /// From now on leaves out rows that fail one of `predicates`, all of which [`RowFormat::supports`] has accepted. May
    /// be called between any two calls of `decode`.
    fn set_filter(&mut self, predicates: &[Predicate]);

    /// Decodes about `max_rows` of the loaded lines and tells how many it took, those of rows left out included; 0 when
    /// there are none left. It may take more where that costs no memory: with conditions, or if lines are only counted.
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

/// A row format with its options: how lines become rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowFormat {
    /// `LazySimpleSerDe`
    Delimited(DelimitedOptions),
    /// `OpenCSVSerde`
    Csv(CsvOptions),
    /// `RegexSerDe`
    Regex(RegexOptions),
    /// `JsonSerDe`
    Json(JsonOptions),
}

impl RowFormat {
    /// The format that a SerDe's class and properties (the table's own where the SerDe has none) name. No class means
    /// delimited text.
    ///
    /// # Errors
    /// The SerDe isn't supported, or one of its properties.
    pub fn of_serde(
        class: &str,
        properties: &BTreeMap<String, String>,
    ) -> Result<RowFormat, FormatError> {
        match class.rsplit('.').next().unwrap_or_default() {
            "" | "LazySimpleSerDe" | "MetadataTypedColumnsetSerDe" | "DelimitedJSONSerDe" => Ok(
                RowFormat::Delimited(DelimitedOptions::from_properties(properties)?),
            ),
            "OpenCSVSerde" => Ok(RowFormat::Csv(CsvOptions::from_properties(properties))),
            "RegexSerDe" => Ok(RowFormat::Regex(RegexOptions::from_properties(properties)?)),
            "JsonSerDe" => Ok(RowFormat::Json(JsonOptions::from_properties(properties))),
            _ => Err(FormatError::Serde(class.into())),
        }
    }

    /// Whether a decoder of this format tests `predicate` exactly, in files of `columns`. What it doesn't is the
    /// caller's to test on the decoded rows.
    pub fn supports(&self, predicate: &Predicate, columns: &[(String, HiveType)]) -> bool {
        let column = columns.get(predicate.column);
        match self {
            RowFormat::Delimited(_) => column.is_some_and(|(_, ty)| predicate.condition.fits(ty)),
            _ => false,
        }
    }

    /// A decoder for lines of a file of `columns`, giving those that `projection` lists by index (one past the last
    /// is the line's offset).
    ///
    /// # Errors
    /// A column can't be read in this format.
    pub fn decoder(
        &self,
        columns: &[(String, HiveType)],
        projection: &[usize],
        zone: Tz,
    ) -> Result<Box<dyn RowDecoder>, FormatError> {
        Ok(match self {
            RowFormat::Delimited(options) => {
                let (options, zone) = (options.clone(), Zone::Region(zone));
                let charset = options.charset;
                let decoder = DelimitedDecoder::new(options, columns, projection, zone)?;
                charset.around(Box::new(decoder), projection.contains(&columns.len()))
            }
            RowFormat::Csv(options) => {
                only_primitive(columns, "CSV")?;
                Box::new(LineDecoder::new(
                    CsvParser::new(*options),
                    columns,
                    projection,
                    zone,
                ))
            }
            RowFormat::Regex(options) => {
                only_primitive(columns, "a line that is matched by a regular expression")?;
                let parser = RegexParser::new(options)?;
                Box::new(LineDecoder::new(parser, columns, projection, zone))
            }
            RowFormat::Json(options) => {
                let parser = JsonParser::new(options.clone());
                Box::new(LineDecoder::new(parser, columns, projection, zone))
            }
        })
    }
}

/// A column of values from their texts, as text files hold them; None and what can't be read are NULL.
///
/// # Errors
/// Never for primitive types.
pub fn array_from_texts<'t>(
    ty: &HiveType,
    texts: impl IntoIterator<Item = Option<&'t str>>,
    zone: Tz,
) -> Result<ArrayRef, ArrowError> {
    let rules = TextRules {
        extended_boolean: false,
        base64: false,
        zone: Zone::Region(zone),
    };
    let mut column = Column::new(ty);
    for text in texts {
        match text {
            Some(text) => column.append_text(text.as_bytes(), None, &rules),
            None => column.append_null(),
        }
    }
    column.finish()
}
