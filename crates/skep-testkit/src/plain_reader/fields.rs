//! A line's fields, however nested, to values.

use skep_hiveql::types::HiveType;
use skep_serde::primitive::{self, Zone};

use super::TextTable;
use super::patterns::Pattern;
use super::value::{Real, Value};

/// What a table's properties say about its fields (`LazySerDeParameters`).
#[derive(Debug)]
pub(super) struct Fields<'a> {
    table: &'a TextTable,
    /// One for each level of nesting; the first stands between fields.
    separators: Vec<u8>,
    escape: Option<u8>,
    null: Vec<u8>,
    takes_rest: bool,
    extended_boolean: bool,
    base64: bool,
    formats: Vec<Pattern>,
}

impl<'a> Fields<'a> {
    pub(super) fn new(table: &'a TextTable) -> Fields<'a> {
        let get = |key: &str| table.property(key);
        let field = get("field.delim").or(get("serialization.format"));
        let mut separators = vec![
            byte_of(field, 1),
            byte_of(get("collection.delim"), 2),
            byte_of(get("mapkey.delim"), 3),
        ];
        separators.extend([4, 5, 6, 7, 8, 11]);
        separators.extend(14..=26);
        separators.extend(28..=31);
        separators.extend(128..=255);
        if !table.flag("hive.serialization.extend.additional.nesting.levels") {
            let extended = table.flag("hive.serialization.extend.nesting.levels");
            separators.truncate(if extended { 24 } else { 8 });
        }
        Fields {
            table,
            separators,
            escape: get("escape.delim").map(|text| byte_of(Some(text), b'\\')),
            null: get("serialization.null.format")
                .unwrap_or("\\N")
                .as_bytes()
                .to_vec(),
            takes_rest: table.flag("serialization.last.column.takes.rest"),
            extended_boolean: table.flag("hive.lazysimple.extended_boolean_literal"),
            base64: get("hive.serialization.decode.binary.as.base64") != Some("false"),
            formats: Pattern::all(get("timestamp.formats").unwrap_or_default()),
        }
    }

    /// `LazyStruct` over the whole line.
    pub(super) fn row(&self, line: &[u8]) -> Vec<Value> {
        let types: Vec<&HiveType> = self.table.columns.iter().map(|(_, ty)| ty).collect();
        self.members(&types, line, 0)
    }

    /// `LazyStruct.parse`: as many parts as there are members; NULL where the text has fewer.
    fn members(&self, types: &[&HiveType], text: &[u8], level: usize) -> Vec<Value> {
        let limit = if self.takes_rest {
            Some(types.len())
        } else {
            None
        };
        let parts = self.split(text, self.separators[level], limit);
        let mut values = Vec::new();
        for (i, ty) in types.iter().enumerate() {
            values.push(match parts.get(i) {
                Some(part) => self.value(ty, part, level + 1),
                None => Value::Null,
            });
        }
        values
    }

    /// Cuts a text at each separator that isn't escaped; the `limit`th part takes the rest.
    fn split(&self, text: &[u8], separator: u8, limit: Option<usize>) -> Vec<Vec<u8>> {
        let mut parts = Vec::new();
        let mut part = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let last = limit.is_some_and(|limit| parts.len() + 1 >= limit);
            if text[at] == separator && !last {
                parts.push(std::mem::take(&mut part));
            } else if Some(text[at]) == self.escape && at + 1 < text.len() {
                part.extend([text[at], text[at + 1]]);
                at += 1;
            } else {
                part.push(text[at]);
            }
            at += 1;
        }
        parts.push(part);
        parts
    }

    /// A value of any type; `level` says which separator cuts it.
    fn value(&self, ty: &HiveType, text: &[u8], level: usize) -> Value {
        if text == self.null {
            return Value::Null;
        }
        match ty {
            HiveType::Array(element) => self.array(element, text, level),
            HiveType::Map(key, value) => self.map(key, value, text, level),
            HiveType::Struct(fields) => {
                let types: Vec<&HiveType> = fields.iter().map(|field| &field.ty).collect();
                Value::Struct(self.members(&types, text, level))
            }
            HiveType::Union(members) => self.union(members, text, level),
            _ => self.primitive(ty, text).unwrap_or(Value::Null),
        }
    }

    fn array(&self, element: &HiveType, text: &[u8], level: usize) -> Value {
        if text.is_empty() {
            return Value::Array(Vec::new());
        }
        let mut values = Vec::new();
        for part in self.split(text, self.separators[level], None) {
            values.push(self.value(element, &part, level + 1));
        }
        Value::Array(values)
    }

    /// `LazyMap.parse`: entries whose key is NULL, or came before, are left out; without a separator there is no value.
    fn map(&self, key: &HiveType, value: &HiveType, text: &[u8], level: usize) -> Value {
        let mut entries: Vec<(Value, Value)> = Vec::new();
        if text.is_empty() {
            return Value::Map(entries);
        }
        for entry in self.split(text, self.separators[level], None) {
            let parts = self.split(&entry, self.separators[level + 1], Some(2));
            let key = self.value(key, &parts[0], level + 2);
            if key == Value::Null || entries.iter().any(|(known, _)| *known == key) {
                continue;
            }
            let value = match parts.get(1) {
                Some(part) => self.value(value, part, level + 2),
                None => Value::Null,
            };
            entries.push((key, value));
        }
        Value::Map(entries)
    }

    /// A tag, a separator, the member of that number.
    fn union(&self, members: &[HiveType], text: &[u8], level: usize) -> Value {
        let parts = self.split(text, self.separators[level], Some(2));
        let [tag, member] = parts.as_slice() else {
            return Value::Null;
        };
        let tag = primitive::parse_i8(tag).and_then(|tag| usize::try_from(tag).ok());
        match tag.and_then(|tag| Some((tag, members.get(tag)?))) {
            Some((tag, ty)) => Value::Union(tag, Box::new(self.value(ty, member, level + 1))),
            None => Value::Null,
        }
    }

    /// A primitive of a text that isn't the NULL text. A table: one line a type.
    fn primitive(&self, ty: &HiveType, text: &[u8]) -> Option<Value> {
        match ty {
            HiveType::Boolean if self.extended_boolean => {
                primitive::parse_bool_extended(text).map(Value::Boolean)
            }
            HiveType::Boolean => primitive::parse_bool(text).map(Value::Boolean),
            HiveType::String => Some(Value::Text(self.string(text))),
            HiveType::Varchar(limit) => Some(Value::Text(first_chars(&self.string(text), *limit))),
            HiveType::Char(limit) => {
                let text = first_chars(&self.string(text), *limit);
                Some(Value::Text(text.trim_end_matches(' ').to_owned()))
            }
            HiveType::Binary => {
                let decoded = if self.base64 { base64(text) } else { None };
                Some(Value::Binary(decoded.unwrap_or_else(|| text.to_vec())))
            }
            HiveType::Decimal(precision, scale) => {
                primitive::parse_decimal(text, *precision, *scale).map(Value::Decimal)
            }
            HiveType::IntervalYearMonth => {
                primitive::parse_interval_year_month(text).map(Value::Months)
            }
            HiveType::IntervalDayTime => primitive::parse_interval_day_time(text).map(Value::Span),
            _ if ty.is_numeric() && !may_be_number(text) => None,
            HiveType::TinyInt => primitive::parse_i8(text).map(|n| Value::Integer(n.into())),
            HiveType::SmallInt => primitive::parse_i16(text).map(|n| Value::Integer(n.into())),
            HiveType::Int => primitive::parse_i32(text).map(|n| Value::Integer(n.into())),
            HiveType::BigInt => primitive::parse_i64(text).map(Value::Integer),
            HiveType::Float => primitive::parse_f32(text).map(|n| Value::Real(Real(n.into()))),
            HiveType::Double => primitive::parse_f64(text).map(|n| Value::Real(Real(n))),
            // `LazyUtils.isDateMaybe`
            _ if text.len() < 8 => None,
            HiveType::Date => primitive::parse_date(text).map(Value::Date),
            HiveType::Timestamp => {
                let by_pattern = self.formats.iter().find_map(|pattern| pattern.micros(text));
                by_pattern
                    .or_else(|| primitive::parse_timestamp(text))
                    .map(Value::Timestamp)
            }
            HiveType::TimestampLocalTz => {
                let zone = Zone::Region(self.table.zone);
                primitive::parse_timestamp_tz(text, zone).map(Value::Timestamp)
            }
            _ => None,
        }
    }

    /// `LazyUtils.copyAndEscapeStringDataToText`; what isn't UTF-8 becomes U+FFFD.
    fn string(&self, text: &[u8]) -> String {
        let mut bytes = Vec::new();
        let mut at = 0;
        while at < text.len() {
            if Some(text[at]) == self.escape && at + 1 < text.len() {
                at += 1;
                bytes.push(match text[at] {
                    b'r' => b'\r',
                    b'n' => b'\n',
                    byte => byte,
                });
            } else {
                bytes.push(text[at]);
            }
            at += 1;
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

/// `LazyUtils.getByte`: a number between -128 and 127, else the low byte of the first UTF-16 unit.
fn byte_of(text: Option<&str>, default: u8) -> u8 {
    let text = text.unwrap_or_default();
    if let Ok(number) = text.parse::<i8>() {
        return number.to_le_bytes()[0];
    }
    match text.encode_utf16().next() {
        Some(unit) => unit.to_le_bytes()[0],
        None => default,
    }
}

/// `LazyUtils.isNumberMaybe`: texts of some lengths are no numbers at first sight.
fn may_be_number(text: &[u8]) -> bool {
    match text {
        [] => false,
        [one] => one.is_ascii_digit(),
        [one, two] => one.is_ascii_digit() || two.is_ascii_digit(),
        [first, _, _, _] => *first != b'N' && *first != b'n',
        _ => true,
    }
}

fn first_chars(text: &str, limit: u32) -> String {
    let mut kept = String::new();
    for (count, c) in (0_u32..).zip(text.chars()) {
        if count < limit {
            kept.push(c);
        }
    }
    kept
}

/// `java.util.Base64.getDecoder`: characters in fours; the last group may lack its padding, or have all of it.
fn base64(text: &[u8]) -> Option<Vec<u8>> {
    let padding = text.iter().rev().take_while(|byte| **byte == b'=').count();
    let digits = &text[..text.len() - padding];
    let right = match digits.len() % 4 {
        0 => padding == 0,
        2 => padding == 0 || padding == 2,
        3 => padding == 0 || padding == 1,
        _ => false,
    };
    if !right {
        return None;
    }
    let mut bytes = Vec::new();
    let mut bits = 0_u32;
    let mut count = 0;
    for digit in digits {
        let six = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(six)) & 0xffff;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count).to_le_bytes()[0]);
        }
    }
    Some(bytes)
}
