//! A JSON value, already seen to be well formed, to a column of any type.
//!
//! A value of another type than its column's is converted as Jackson's `asText`, `asInt` … have it where that says
//! something; where it doesn't (`"x"` as a number, an array as one), it is NULL.

use std::borrow::Cow;

use skep_hiveql::types::{HiveType, StructField};

use super::scan::{Kind, Scanner, Span};
use crate::column::{Column, TextRules};
use crate::delimited::parse_timestamp_by;
use crate::primitive;
use crate::rows::{Field, Line, append_field};

/// What a value's meaning depends on.
#[derive(Clone, Copy)]
pub(super) struct Cx<'a> {
    pub(super) rules: &'a TextRules,
    /// `timestamp.formats`
    pub(super) formats: &'a [String],
}

/// Appends a value; None is a missing one.
pub(super) fn append(
    column: &mut Column,
    ty: &HiveType,
    line: Line<'_>,
    span: Option<Span>,
    cx: Cx<'_>,
) {
    let Some(span) = span else {
        return column.append_null();
    };
    let text = line.bytes;
    match (column, ty, span.kind) {
        (Column::List(nested, element), HiveType::Array(ty), Kind::Array) => {
            for value in elements(text, span) {
                append(element, ty, line, Some(value), cx);
            }
            nested.push(element.len(), true);
        }
        (Column::Map(nested, entries), HiveType::Map(key_type, ty), Kind::Object) => {
            for (key, value) in members(text, span) {
                if append_key(&mut entries.0, key_type, &key, cx.rules) {
                    append(&mut entries.1, ty, line, Some(value), cx);
                }
            }
            nested.push(entries.0.len(), true);
        }
        (Column::Struct(nested, columns), HiveType::Struct(fields), Kind::Object) => {
            let values = struct_values(fields, members(text, span));
            for ((column, field), value) in columns.iter_mut().zip(fields).zip(values) {
                append(column, &field.ty, line, value, cx);
            }
            nested.valid.push(true);
        }
        (Column::Union(nested, columns), HiveType::Union(types), Kind::Object) => {
            let tagged = members(text, span);
            nested
                .valid
                .push(append_union(columns, types, line, &tagged, cx));
        }
        (Column::Timestamp(builder), _, Kind::String | Kind::Escaped) if !cx.formats.is_empty() => {
            let text = match primitive_field(ty, text, span) {
                Field::Own(text) => text,
                _ => Cow::Borrowed(span.of(text)),
            };
            builder.append_option(parse_timestamp_by(&text, cx.formats));
        }
        (column, ty, _) if ty.is_primitive() => {
            append_field(primitive_field(ty, text, span), line, column, cx.rules);
        }
        (column, ..) => column.append_null(),
    }
}

/// A value as the text that a column of a primitive type reads.
pub(super) fn primitive_field<'a>(ty: &HiveType, text: &'a [u8], span: Span) -> Field<'a> {
    let own = |text: &'static [u8]| Field::Own(Cow::Borrowed(text));
    let is_integer = matches!(
        ty,
        HiveType::TinyInt | HiveType::SmallInt | HiveType::Int | HiveType::BigInt
    );
    let is_double = matches!(ty, HiveType::Float | HiveType::Double);
    match span.kind {
        Kind::String => Field::At(span.start, span.end),
        Kind::Escaped => Field::Own(Cow::Owned(unescape(span.of(text)).into_bytes())),
        Kind::Null => Field::Null,
        Kind::True if is_integer || is_double => own(b"1"),
        Kind::False if is_integer || is_double => own(b"0"),
        Kind::True | Kind::False => Field::At(span.start, span.end),
        Kind::Integer | Kind::Float if *ty == HiveType::Boolean => {
            let number = primitive::parse_f64(span.of(text));
            own(if number == Some(0.0) {
                b"false"
            } else {
                b"true"
            })
        }
        Kind::Integer if span.of(text) == b"-0" && !is_double => own(b"0"),
        Kind::Integer => Field::At(span.start, span.end),
        Kind::Float if is_double => Field::At(span.start, span.end),
        Kind::Float => Field::Own(Cow::Owned(double_text(span.of(text), is_integer))),
        Kind::Array | Kind::Object if ty.is_string() => {
            Field::Own(Cow::Owned(compact(span.of(text))))
        }
        Kind::Array | Kind::Object => Field::Null,
    }
}

/// A number with fraction or exponent: as Java prints a double, or without its fraction.
fn double_text(number: &[u8], integer: bool) -> Vec<u8> {
    let double = primitive::parse_f64(number).unwrap_or(f64::NAN);
    if integer {
        return format!("{:.0}", double.trunc()).into_bytes();
    }
    let mut text = Vec::new();
    primitive::format_f64(double, &mut text);
    text
}

/// An array or object without the blanks between its parts. What is nested deeper than serde_json goes is left as it is.
fn compact(value: &[u8]) -> Vec<u8> {
    serde_json::from_slice::<serde_json::Value>(value)
        .and_then(|value| serde_json::to_vec(&value))
        .unwrap_or_else(|_| value.to_vec())
}

/// A string's text. Half of a surrogate pair becomes `?`, as Java encodes it.
pub(super) fn unescape(text: &[u8]) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        out.extend_from_slice(rest.get(..at).unwrap_or_default());
        rest = rest.get(at + 1..).unwrap_or_default();
        let Some((escaped, after)) = rest.split_first() else {
            break;
        };
        rest = after;
        match escaped {
            b'b' => out.push(0x08),
            b'f' => out.push(0x0c),
            b'n' => out.push(b'\n'),
            b'r' => out.push(b'\r'),
            b't' => out.push(b'\t'),
            b'u' => {
                let (unit, length) = utf16(rest);
                let mut buffer = [0; 4];
                out.extend_from_slice(unit.encode_utf8(&mut buffer).as_bytes());
                rest = rest.get(length..).unwrap_or_default();
            }
            other => out.push(*other),
        }
    }
    out.extend_from_slice(rest);
    String::from_utf8(out)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// The character that follows `\u`, and how many bytes it takes.
fn utf16(text: &[u8]) -> (char, usize) {
    let unit = |text: Option<&[u8]>| {
        let digits = std::str::from_utf8(text?).ok()?;
        u32::from_str_radix(digits, 16).ok()
    };
    let Some(first) = unit(text.get(..4)) else {
        return ('?', 4);
    };
    if let Some(c) = char::from_u32(first) {
        return (c, 4);
    }
    let second = text
        .get(4..6)
        .filter(|next| *next == b"\\u")
        .and_then(|_| unit(text.get(6..10)));
    match second {
        Some(second @ 0xDC00..0xE000) if first < 0xDC00 => {
            let code = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
            (char::from_u32(code).unwrap_or('?'), 10)
        }
        _ => ('?', 4),
    }
}

/// An array's elements.
pub(super) fn elements(text: &[u8], span: Span) -> Vec<Span> {
    let mut scanner = Scanner::new(text, span.start);
    let mut elements = Vec::new();
    let mut more = scanner.enter(b']');
    while more && let Ok(value) = scanner.value() {
        elements.push(value);
        more = scanner.more(b']').unwrap_or(false);
    }
    elements
}

/// An object's members as Jackson has them: of those with one key there is one, at the place of the first, with the value of
/// the last.
pub(super) fn members(text: &[u8], span: Span) -> Vec<(Cow<'_, str>, Span)> {
    let mut scanner = Scanner::new(text, span.start);
    let mut members = Vec::new();
    let mut more = scanner.enter(b'}');
    while more && let Ok(key) = scanner.key() {
        let Ok(value) = scanner.value() else { break };
        members.push((key_text(text, key), value));
        more = scanner.more(b'}').unwrap_or(false);
    }
    without_doubles(members)
}

fn without_doubles(members: Vec<(Cow<'_, str>, Span)>) -> Vec<(Cow<'_, str>, Span)> {
    let mut places = std::collections::HashMap::with_capacity(members.len());
    let mut unique: Vec<(Cow<'_, str>, Span)> = Vec::with_capacity(members.len());
    for (key, value) in members {
        let place = *places.entry(key.clone()).or_insert(unique.len());
        match unique.get_mut(place) {
            Some(member) => member.1 = value,
            None => unique.push((key, value)),
        }
    }
    unique
}

/// A key's text.
pub(super) fn key_text(text: &[u8], key: Span) -> Cow<'_, str> {
    match key.kind {
        Kind::Escaped => Cow::Owned(unescape(key.of(text))),
        _ => String::from_utf8_lossy(key.of(text)),
    }
}

/// Which of a struct's fields a key names: `_col3` the fourth, else by name in any case.
pub(super) fn field_of<'n>(
    key: &str,
    mut names: impl ExactSizeIterator<Item = &'n str>,
) -> Option<usize> {
    let number = key
        .strip_prefix("_col")
        .filter(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
        .and_then(|digits| digits.parse::<usize>().ok())
        .filter(|number| *number < names.len());
    if number.is_some() {
        return number;
    }
    if key.is_ascii() {
        return names.position(|name| name.eq_ignore_ascii_case(key));
    }
    let lower = key.to_lowercase();
    names.position(|name| name.to_lowercase() == lower)
}

/// The values of a struct's fields. Of members that name the same field the last counts.
fn struct_values(fields: &[StructField], members: Vec<(Cow<'_, str>, Span)>) -> Vec<Option<Span>> {
    let mut values = vec![None; fields.len()];
    for (key, value) in members {
        let field = field_of(&key, fields.iter().map(|field| field.name.as_str()));
        if let Some(place) = field.and_then(|field| values.get_mut(field)) {
            *place = Some(value);
        }
    }
    values
}

/// Appends a key; false, and nothing appended, where it would be NULL.
fn append_key(keys: &mut Column, ty: &HiveType, key: &str, rules: &TextRules) -> bool {
    use crate::filter::{Datum, readable};
    let text = key.as_bytes();
    let is_value = match ty {
        HiveType::Boolean => primitive::parse_bool(text).is_some(),
        ty if ty.is_string() => true,
        ty => readable(ty) && Datum::read(ty, text, rules).is_some(),
    };
    if is_value {
        keys.append_text(text, None, rules);
    }
    is_value
}

/// A union is an object of its tag, as it is written; else NULLs.
fn append_union(
    columns: &mut [Column],
    types: &[HiveType],
    line: Line<'_>,
    members: &[(Cow<'_, str>, Span)],
    cx: Cx<'_>,
) -> bool {
    let tagged = match members {
        [(tag, value)] => tag
            .parse::<usize>()
            .ok()
            .filter(|tag| *tag < types.len())
            .map(|tag| (tag, *value)),
        _ => None,
    };
    let Some((tag, value)) = tagged else {
        columns.iter_mut().for_each(Column::append_null);
        return false;
    };
    let mut columns = columns.iter_mut();
    if let Some(tags) = columns.next() {
        tags.append_text(tag.to_string().as_bytes(), None, cx.rules);
    }
    for (i, (column, ty)) in columns.zip(types).enumerate() {
        append(column, ty, line, (i == tag).then_some(value), cx);
    }
    true
}
