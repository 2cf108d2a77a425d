//! What a text file holds, told by its first bytes: format, names and types of columns.
//!
//! JSON objects, access logs, delimited text (quoted or not, with a header or without), else lines. What is inferred is what a table's
//! definition would say: a SerDe, its properties, columns; a [`RowFormat`](crate::format::RowFormat) made of it reads the sample without error.

mod delimited;
mod names;
mod records;
mod values;

use std::collections::BTreeMap;

use skep_hiveql::types::HiveType;

use crate::access_log::{LOG_FORMAT, LogFormat};
use crate::format::LOG_SERDE;
use crate::json::shape::Shape;

/// What was inferred.
#[derive(Debug, Clone, PartialEq)]
pub struct Inferred {
    /// For people: `CSV, fields parted by ",", with a header`.
    pub about: String,
    /// The SerDe's class.
    pub serde: String,
    /// The SerDe's properties.
    pub properties: BTreeMap<String, String>,
    /// How many lines at the beginning are no rows (`skip.header.line.count`).
    pub header: usize,
    /// The columns.
    pub columns: Vec<Inference>,
}

/// A column that was inferred.
#[derive(Debug, Clone, PartialEq)]
pub struct Inference {
    /// In lower case, and no other column's.
    pub name: String,
    /// Its type.
    pub ty: HiveType,
    /// What it means, where the format says so.
    pub about: Option<String>,
}

/// A sample that no format fits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NoFormat(pub String);

pub(crate) const DELIMITED: &str = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe";
pub(crate) const CSV: &str = "org.apache.hadoop.hive.serde2.OpenCSVSerde";
const JSON: &str = "org.apache.hadoop.hive.serde2.JsonSerDe";

/// The byte order mark of UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// Infers from the first bytes of a file; `whole`: they are all of it.
///
/// # Errors
/// It isn't text, or JSON that isn't one object a line.
pub fn infer(sample: &[u8], whole: bool) -> Result<Inferred, NoFormat> {
    let sample = sample.strip_prefix(MARK).unwrap_or(sample);
    let sample = whole_lines(sample, whole);
    if sample.starts_with(b"\xff\xfe") || sample.starts_with(b"\xfe\xff") {
        return Err(NoFormat(
            "it is UTF-16 text, which can't be read; convert it: iconv -f UTF-16 -t UTF-8".into(),
        ));
    }
    if sample.contains(&0) {
        return Err(NoFormat(
            "it holds NUL bytes, so it is no text, and it is neither Parquet nor ORC".into(),
        ));
    }
    match sample.trim_ascii_start().first() {
        Some(b'{') => json(sample),
        Some(b'[') if is_json_document(sample) => Err(document("'.[]'")),
        _ => Ok(log(sample)
            .or_else(|| delimited::sniff(sample, whole))
            .unwrap_or_else(lines)),
    }
}

/// The sample up to its last line end, where what follows may be cut off.
fn whole_lines(sample: &[u8], whole: bool) -> &[u8] {
    if whole {
        return sample;
    }
    match memchr::memrchr2(b'\n', b'\r', sample) {
        Some(end) => sample.get(..=end).unwrap_or(sample),
        None => sample,
    }
}

/// The lines that aren't empty, ends removed.
fn lines_of(sample: &[u8]) -> impl Iterator<Item = &[u8]> {
    let lines = sample.split(|byte| matches!(byte, b'\n' | b'\r'));
    lines.filter(|line| !line.trim_ascii().is_empty())
}

fn is_json_document(sample: &[u8]) -> bool {
    let mut rest = sample.trim_ascii_start().iter().skip(1);
    let next = rest.find(|byte| !byte.is_ascii_whitespace());
    matches!(next, Some(b'{' | b'[' | b']'))
}

fn document(filter: &str) -> NoFormat {
    NoFormat(format!(
        "it is a JSON document over several lines, and not one object a line; convert it: jq -c {filter}"
    ))
}

fn json(sample: &[u8]) -> Result<Inferred, NoFormat> {
    let mut shape = Shape::Nothing;
    let mut malformed = 0;
    for line in lines_of(sample) {
        match Shape::of_line(line) {
            Some(found) => shape = shape.or(found),
            None => malformed += 1,
        }
    }
    let members = match shape {
        Shape::Object(members) => members,
        _ if lines_of(sample).nth(1).is_some() => return Err(document(".")),
        _ => {
            let lines = lines();
            return Ok(log(sample)
                .or_else(|| delimited::sniff(sample, true))
                .unwrap_or(lines));
        }
    };
    if members.is_empty() {
        return Ok(lines());
    }
    let columns = members.into_iter().map(|(name, shape)| Inference {
        name,
        ty: shape.hive_type(),
        about: None,
    });
    let columns = columns.collect();
    let skips = ("ignore.malformed.json".to_owned(), "true".to_owned());
    Ok(Inferred {
        about: "JSON, an object a line".into(),
        serde: JSON.into(),
        properties: (malformed > 0).then_some(skips).into_iter().collect(),
        header: 0,
        columns,
    })
}

/// Access logs, and the columns that `skep log` prints.
fn log(sample: &[u8]) -> Option<Inferred> {
    let format = LogFormat::detect(sample)?;
    let columns = format.columns().iter().map(|field| Inference {
        name: field.name.clone(),
        ty: field.ty.clone(),
        about: Some(field.about.clone()),
    });
    let name = format.name().to_owned();
    Some(Inferred {
        about: format!("access log, format {name}"),
        serde: LOG_SERDE.into(),
        columns: columns.collect(),
        properties: [(LOG_FORMAT.to_owned(), name)].into(),
        header: 0,
    })
}

/// Text of no further structure: a column of lines.
fn lines() -> Inferred {
    let rest = "serialization.last.column.takes.rest";
    Inferred {
        about: "text, a column of lines".into(),
        serde: DELIMITED.into(),
        properties: [(rest.to_owned(), "true".to_owned())].into(),
        header: 0,
        columns: vec![Inference {
            name: "line".into(),
            ty: HiveType::String,
            about: None,
        }],
    }
}

#[cfg(test)]
mod tests;
