//! JSON objects, one a line: Hive's `JsonSerDe`, reading and writing.
//!
//! A line is looked over once: values that aren't wanted are skipped, though all of it must be well formed.

pub(crate) mod scan;
pub(crate) mod shape;
mod value;

use std::collections::BTreeMap;

use arrow::array::{Array, AsArray};
use arrow::record_batch::RecordBatch;
use chrono_tz::Tz;
use skep_hiveql::types::HiveType;

use self::scan::{Kind, Malformed, Scanner, Span};
use self::value::{Cx, append, field_of, key_text, members, primitive_field};
use crate::column::{Column, TextRules};
use crate::delimited::timestamp_formats;
use crate::display::{write_json, write_json_string};
use crate::format::FormatError;
use crate::rows::{Field, Line, LineParser};

/// How JSON is read and written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonOptions {
    /// Whether a line that isn't a JSON object is a row of NULLs and no error (`ignore.malformed.json`).
    pub ignore_malformed: bool,
    /// Whether members that are no columns are skipped, and no error (`text.ignore.extra.fields`).
    pub ignore_extra: bool,
    /// Whether a string column takes arrays and objects as text (`json.stringify.complex.fields`), and it is no error.
    pub stringify: bool,
    /// Whether binary values are base64 and not the text itself (`json.binary.format`).
    pub base64: bool,
    /// Patterns tried on timestamps before the usual form (`timestamp.formats`).
    pub timestamp_formats: Vec<String>,
}

impl Default for JsonOptions {
    fn default() -> JsonOptions {
        JsonOptions {
            ignore_malformed: false,
            ignore_extra: true,
            stringify: true,
            base64: true,
            timestamp_formats: Vec::new(),
        }
    }
}

impl JsonOptions {
    /// From a table's SerDe properties.
    ///
    /// # Errors
    /// `json.binary.format` is neither `base64` nor `rawstring`.
    pub fn from_properties(
        properties: &BTreeMap<String, String>,
    ) -> Result<JsonOptions, FormatError> {
        let get = |key: &str| properties.get(key).map(String::as_str);
        let flag = |key: &str, default: bool| {
            get(key).map_or(default, |flag| flag.eq_ignore_ascii_case("true"))
        };
        let base64 = match get("json.binary.format")
            .map(str::to_ascii_lowercase)
            .as_deref()
        {
            None | Some("base64") => true,
            Some("rawstring") => false,
            Some(other) => {
                let reason = "`base64` and `rawstring` are supported";
                return Err(FormatError::property("json.binary.format", other, reason));
            }
        };
        Ok(JsonOptions {
            ignore_malformed: flag("ignore.malformed.json", false),
            ignore_extra: flag("text.ignore.extra.fields", true),
            stringify: flag("json.stringify.complex.fields", true),
            base64,
            timestamp_formats: timestamp_formats(properties),
        })
    }
}

/// What a member's key means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Member {
    Slot(usize),
    /// A column that isn't wanted, or none.
    Other,
}

/// Keys remembered of the line before.
const REMEMBERED: usize = 256;

/// Takes columns out of objects by name, without regard to case; a missing one is NULL.
#[derive(Debug)]
pub(crate) struct JsonParser {
    options: JsonOptions,
    /// Name and type of the file's columns.
    columns: Vec<(String, HiveType)>,
    fields: Vec<usize>,
    /// Where the values of `fields` are in the line.
    found: Vec<Option<Span>>,
    /// The keys of the line before, in order, each with all up to its value: lines mostly look alike.
    before: Vec<(Vec<u8>, Member)>,
}

impl JsonParser {
    pub(crate) fn new(options: JsonOptions, columns: &[(String, HiveType)]) -> JsonParser {
        JsonParser {
            options,
            columns: columns.to_vec(),
            fields: Vec::new(),
            found: Vec::new(),
            before: Vec::new(),
        }
    }

    fn object(&mut self, line: &[u8]) -> Result<(), String> {
        self.found.fill(None);
        let mut scanner = Scanner::new(line, 0);
        scanner.blank();
        match scanner.peek() {
            None => return Ok(()),
            Some(b'{') => {}
            Some(_) => {
                let value = scanner.value().map_err(refusal)?;
                scanner.end().map_err(refusal)?;
                return match value.kind {
                    Kind::Null => Ok(()),
                    _ => Err("is no JSON object".into()),
                };
            }
        }
        let start = scanner.position();
        let mut doubled = false;
        let mut place = 0;
        let mut more = scanner.enter(b'}');
        while more {
            let member = self.member(&mut scanner, line, place)?;
            let value = scanner.value().map_err(refusal)?;
            if let Member::Slot(slot) = member
                && let Some(found) = self.found.get_mut(slot)
            {
                doubled |= found.is_some();
                *found = Some(value);
            }
            place += 1;
            more = scanner.more(b'}').map_err(refusal)?;
        }
        scanner.end().map_err(refusal)?;
        if doubled {
            self.resolve(line, start);
        }
        self.check_complex()
    }

    /// Skips a member's key, up to its value.
    #[inline]
    fn member(
        &mut self,
        scanner: &mut Scanner<'_>,
        line: &[u8],
        place: usize,
    ) -> Result<Member, String> {
        if let Some((key, member)) = self.before.get(place)
            && scanner.take(key)
        {
            scanner.blank();
            return Ok(*member);
        }
        let start = scanner.position();
        let key = scanner.key().map_err(refusal)?;
        let name = key_text(line, key);
        let column = field_of(&name, self.columns.iter().map(|(name, _)| name.as_str()));
        if column.is_none() && !self.options.ignore_extra {
            return Err(format!("has the member `{name}`, which is no column"));
        }
        let slot = column.and_then(|column| self.fields.binary_search(&column).ok());
        let member = slot.map_or(Member::Other, Member::Slot);
        let bytes = line.get(start..scanner.position()).unwrap_or_default();
        if let Some(known) = self.before.get_mut(place) {
            known.0.clear();
            known.0.extend_from_slice(bytes);
            known.1 = member;
        } else if place == self.before.len() && place < REMEMBERED {
            self.before.push((bytes.to_vec(), member));
        }
        Ok(member)
    }

    /// Several members name one column: of those with one key the last counts, then of those the one whose key came last.
    fn resolve(&mut self, line: &[u8], start: usize) {
        let object = Span {
            kind: Kind::Object,
            start,
            end: line.len(),
        };
        for (key, value) in members(line, object) {
            let column = field_of(&key, self.columns.iter().map(|(name, _)| name.as_str()));
            let slot = column.and_then(|column| self.fields.binary_search(&column).ok());
            if let Some(found) = slot.and_then(|slot| self.found.get_mut(slot)) {
                *found = Some(value);
            }
        }
    }

    /// Refuses what Hive does without `json.stringify.complex.fields`.
    fn check_complex(&self) -> Result<(), String> {
        if self.options.stringify {
            return Ok(());
        }
        for (field, found) in self.fields.iter().zip(&self.found) {
            let complex = found.is_some_and(|v| matches!(v.kind, Kind::Array | Kind::Object));
            match self.columns.get(*field) {
                Some((name, HiveType::String)) if complex => {
                    return Err(format!(
                        "holds an array or object for the string column `{name}`; the SerDe property \
                         `json.stringify.complex.fields` = true takes its text"
                    ));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

fn refusal(flaw: Malformed) -> String {
    format!(
        "is no JSON: {} is expected at its byte {}",
        flaw.expected, flaw.at
    )
}

impl LineParser for JsonParser {
    fn set_fields(&mut self, fields: &[usize]) {
        self.fields = fields.to_vec();
        self.found = vec![None; fields.len()];
        self.before.clear();
    }

    fn locate(&mut self, line: &[u8]) -> Result<bool, String> {
        let located = self.object(line);
        if located.is_err() && self.options.ignore_malformed {
            self.found.fill(None);
            return Ok(true);
        }
        located.map(|()| true)
    }

    fn field<'a>(&'a self, slot: usize, ty: &HiveType, line: &'a [u8]) -> Field<'a> {
        match self.found.get(slot) {
            Some(Some(span)) => primitive_field(ty, line, *span),
            _ => Field::Null,
        }
    }

    fn append(
        &self,
        slot: usize,
        ty: &HiveType,
        line: Line<'_>,
        column: &mut Column,
        rules: &TextRules,
    ) {
        let cx = Cx {
            rules,
            formats: &self.options.timestamp_formats,
        };
        append(
            column,
            ty,
            line,
            self.found.get(slot).copied().flatten(),
            cx,
        );
    }
}

/// Appends the batch's rows to `out`, an object a line. The batch has `columns`, in order.
pub fn encode(
    options: &JsonOptions,
    batch: &RecordBatch,
    columns: &[(String, HiveType)],
    zone: Tz,
    out: &mut Vec<u8>,
) {
    for row in 0..batch.num_rows() {
        out.push(b'{');
        for (i, (array, (name, ty))) in batch.columns().iter().zip(columns).enumerate() {
            if i > 0 {
                out.push(b',');
            }
            write_json_string(out, name);
            out.push(b':');
            match array.as_binary_opt::<i32>() {
                Some(binary) if !options.base64 && binary.is_valid(row) => {
                    write_json_string(out, &String::from_utf8_lossy(binary.value(row)));
                }
                _ => write_json(out, array, row, ty, zone),
            }
        }
        out.extend_from_slice(b"}\n");
    }
}

#[cfg(test)]
mod tests;
