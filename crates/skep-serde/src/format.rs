//! What all row formats have in common: lines in, arrays out.

use std::collections::BTreeMap;

use arrow::array::ArrayRef;
use arrow::error::ArrowError;
use arrow::record_batch::RecordBatch;
use chrono_tz::Tz;
use skep_hiveql::types::HiveType;

use crate::access_log::{LogOptions, LogParser};
use crate::charset::Charset;
use crate::column::{Column, TextRules};
use crate::csv::{self, CsvOptions, CsvParser};
use crate::delimited::{self, DelimitedDecoder, DelimitedOptions, MultiParser};
use crate::filter::Predicate;
use crate::json::{self, JsonOptions, JsonParser};
use crate::lines::Run;
use crate::primitive::Zone;
use crate::regex::{self, RegexOptions, RegexParser};
use crate::rows::{LineDecoder, only_primitive};

/// Lines to columns. A decoder is fed run after run, and its columns are taken when enough rows have gathered.
pub trait RowDecoder: Send + std::fmt::Debug {
    /// Takes the next lines; those of the run before must have been decoded.
    fn load(&mut self, run: Run);

    /// From now on leaves out rows that fail one of `predicates`, all of which [`RowFormat::supports`] has accepted. May
    /// be called between any two calls of `decode`.
    fn set_filter(&mut self, predicates: &[Predicate]);

    /// Says that no more lines will come. True if there are rows still that only this completes: they are loaded then.
    fn end(&mut self) -> bool {
        false
    }

    /// From now on may leave out rows that fail one of `hints`, of the same kind, which the caller tests again: wherever it
    /// pays. They take the place of earlier ones.
    fn set_hints(&mut self, _hints: &[Predicate]) {}

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
    /// A SerDe that only reads.
    #[error("SerDe `{0}` can't write rows")]
    Unwritable(String),
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
    /// `MultiDelimitSerDe`: the rest of its options, and what parts fields
    MultiDelimited(DelimitedOptions, String),
    /// `OpenCSVSerde`
    Csv(CsvOptions),
    /// `RegexSerDe`
    Regex(RegexOptions),
    /// `JsonSerDe`
    Json(JsonOptions),
    /// Access logs ([`LOG_SERDE`])
    AccessLog(LogOptions),
}

/// skep's own SerDe for access logs; Hive has none.
pub const LOG_SERDE: &str = "org.skep.AccessLogSerDe";

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
            "MultiDelimitSerDe" => {
                let delimiter = properties.get("field.delim").cloned().unwrap_or_default();
                if delimiter.is_empty() {
                    let reason = "the SerDe needs what parts the fields";
                    return Err(FormatError::property("field.delim", "", reason));
                }
                let options = DelimitedOptions::from_properties(properties)?;
                Ok(RowFormat::MultiDelimited(options, delimiter))
            }
            "RegexSerDe" => {
                let options = RegexOptions::from_properties(class, properties)?;
                Ok(RowFormat::Regex(options))
            }
            "JsonSerDe" => Ok(RowFormat::Json(JsonOptions::from_properties(properties)?)),
            "AccessLogSerDe" => Ok(RowFormat::AccessLog(LogOptions::from_properties(
                properties,
            )?)),
            _ => Err(FormatError::Serde(class.into())),
        }
    }

    /// Whether a decoder of this format tests `predicate` exactly, in files of `columns`. What it doesn't is the
    /// caller's to test on the decoded rows.
    pub fn supports(&self, predicate: &Predicate, columns: &[(String, HiveType)]) -> bool {
        let Some((_, ty)) = columns.get(predicate.column) else {
            return false;
        };
        let read_as_columns = match (ty, self) {
            // What timestamps are depends on more than their text.
            (HiveType::Timestamp, RowFormat::Json(options)) => options.timestamp_formats.is_empty(),
            (HiveType::Timestamp, RowFormat::MultiDelimited(options, _)) => {
                options.timestamp_formats.is_empty()
            }
            // Elsewhere such columns are rare, and the same text may be read in another way.
            (HiveType::TimestampLocalTz, format) => matches!(format, RowFormat::AccessLog(_)),
            _ => true,
        };
        predicate.condition.fits(ty) && read_as_columns
    }

    /// Whether a row is always a line: only then may a file be read from the middle.
    pub fn row_is_line(&self) -> bool {
        match self {
            RowFormat::Csv(options) => !options.multiline,
            RowFormat::AccessLog(options) => options.format.cuttable(),
            _ => true,
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
        let rules = TextRules {
            extended_boolean: false,
            base64: true,
            zone: Zone::Region(zone),
        };
        Ok(match self {
            RowFormat::Delimited(options) => {
                let (options, zone) = (options.clone(), Zone::Region(zone));
                let charset = options.charset;
                let decoder = DelimitedDecoder::new(options, columns, projection, zone)?;
                charset.around(Box::new(decoder), projection.contains(&columns.len()))
            }
            RowFormat::MultiDelimited(options, delimiter) => {
                let zone = Zone::Region(zone);
                let parser = MultiParser::new(options.clone(), delimiter, columns, zone)?;
                let rules = parser.rules();
                Box::new(LineDecoder::new(parser, columns, projection, rules))
            }
            RowFormat::Csv(options) => {
                only_primitive(columns, "CSV")?;
                let parser = CsvParser::new(*options);
                Box::new(LineDecoder::new(parser, columns, projection, rules))
            }
            RowFormat::Regex(options) => {
                only_primitive(columns, "a line that is matched by a regular expression")?;
                options.check(columns)?;
                let parser = RegexParser::new(options)?;
                Box::new(LineDecoder::new(parser, columns, projection, rules))
            }
            RowFormat::Json(options) => {
                let rules = TextRules {
                    base64: options.base64,
                    ..rules
                };
                let parser = JsonParser::new(options.clone(), columns);
                Box::new(LineDecoder::new(parser, columns, projection, rules))
            }
            RowFormat::AccessLog(options) => {
                let parser = LogParser::new(options, columns)?;
                Box::new(LineDecoder::new(parser, columns, projection, rules))
            }
        })
    }

    /// An encoder for rows of `columns` into a file of that charset; `zone` is the session's.
    ///
    /// # Errors
    /// Rows can't be written in this format, or not of these columns.
    pub fn encoder(
        &self,
        charset: Charset,
        columns: &[(String, HiveType)],
        zone: Tz,
    ) -> Result<Encoder, FormatError> {
        let named = || columns.to_vec();
        let rows = match self {
            RowFormat::Delimited(options) => {
                let encoder = delimited::Encoder::new(options.clone(), columns, zone)?;
                Rows::Delimited(Box::new(encoder))
            }
            RowFormat::MultiDelimited(options, delimiter) => {
                let encoder = delimited::Encoder::new(options.clone(), columns, zone)?;
                let encoder = encoder.parted_by(delimiter, columns)?;
                Rows::Delimited(Box::new(encoder))
            }
            RowFormat::Csv(options) => {
                only_primitive(columns, "CSV")?;
                Rows::Csv(*options, named(), zone)
            }
            RowFormat::Regex(options) if options.contrib => {
                options.check(columns)?;
                let template = regex::Template::new(options.output.as_deref())?;
                Rows::Template(regex::Encoder::new(template, columns, zone)?)
            }
            RowFormat::Regex(_) => {
                return Err(FormatError::Unwritable(
                    "org.apache.hadoop.hive.serde2.RegexSerDe".into(),
                ));
            }
            RowFormat::Json(options) => Rows::Json(options.clone(), named(), zone),
            RowFormat::AccessLog(_) => return Err(FormatError::Unwritable(LOG_SERDE.into())),
        };
        Ok(Encoder { rows, charset })
    }
}

/// Rows to lines.
#[derive(Debug)]
pub struct Encoder {
    rows: Rows,
    charset: Charset,
}

#[derive(Debug)]
enum Rows {
    /// It sees to the charset itself.
    Delimited(Box<delimited::Encoder>),
    Csv(CsvOptions, Vec<(String, HiveType)>, Tz),
    Template(regex::Encoder),
    Json(JsonOptions, Vec<(String, HiveType)>, Tz),
}

impl Encoder {
    /// Appends the batch's rows to `out`, a line each. The batch has the encoder's columns, in order.
    pub fn encode(&self, batch: &RecordBatch, out: &mut Vec<u8>) {
        let start = out.len();
        match &self.rows {
            Rows::Delimited(encoder) => return encoder.encode(batch, out),
            Rows::Csv(options, columns, zone) => csv::encode(options, batch, columns, *zone, out),
            Rows::Template(encoder) => encoder.encode(batch, out),
            Rows::Json(options, columns, zone) => {
                json::encode(options, batch, columns, *zone, out);
            }
        }
        if self.charset != Charset::Utf8 {
            let lines = out.split_off(start);
            out.extend_from_slice(&self.charset.encode(&lines));
        }
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
