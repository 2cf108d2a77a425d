//! A field of delimited text to a value, however nested (`LazyArray`, `LazyMap`, `LazyStruct`, `LazyUnion`).

use skep_hiveql::types::HiveType;

use super::keys::Keys;
use super::locate::next_separator;
use super::options::DelimitedOptions;
use super::timestamps;
use crate::column::{Column, Shared, TextRules};
use crate::format::FormatError;
use crate::primitive;

/// What a field's meaning depends on.
#[derive(Debug)]
pub(super) struct Cx {
    pub(super) options: DelimitedOptions,
    pub(super) rules: TextRules,
}

/// Refuses a type that nests deeper than there are separators.
pub(super) fn check_depth(
    options: &DelimitedOptions,
    column: &str,
    ty: &HiveType,
) -> Result<(), FormatError> {
    let levels = options.separators.len();
    if depth(ty) < levels {
        return Ok(());
    }
    Err(FormatError::Column {
        column: column.into(),
        ty: ty.to_string(),
        reason: format!(
            "delimited text has separators for {} levels of nesting; SerDe property \
             `hive.serialization.extend.nesting.levels` = true gives more",
            levels.saturating_sub(1)
        ),
    })
}

/// How many separators a value of the type uses.
fn depth(ty: &HiveType) -> usize {
    match ty {
        HiveType::Array(element) => 1 + depth(element),
        HiveType::Map(key, value) => 2 + depth(key).max(depth(value)),
        HiveType::Struct(fields) => 1 + fields.iter().map(|f| depth(&f.ty)).max().unwrap_or(0),
        HiveType::Union(members) => 1 + members.iter().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

/// Appends a field; `level` says which separator splits it, if it is nested.
#[inline]
pub(super) fn append_field(
    column: &mut Column,
    text: &[u8],
    shared: Shared<'_>,
    level: usize,
    cx: &Cx,
) {
    if text == cx.options.null {
        return column.append_null();
    }
    match column {
        Column::Text(..) => append_string(column, text, shared, cx),
        Column::Date(_) | Column::TimestampTz(_) if text.len() < SHORTEST_DATE => {
            column.append_null();
        }
        Column::Timestamp(builder) => {
            builder.append_option(timestamp(text, cx));
        }
        Column::List(nested, element) => {
            if !text.is_empty() {
                for (from, part) in Parts::new(text, cx.options.separator(level), cx) {
                    append_field(element, part, at(shared, from), level + 1, cx);
                }
            }
            nested.push(element.len(), true);
        }
        Column::Map(nested, entries) => {
            append_entries(&mut entries.0, &mut entries.1, text, shared, level, cx);
            nested.push(entries.0.len(), true);
        }
        Column::Struct(nested, fields) => {
            append_struct(fields, text, shared, level, cx);
            nested.valid.push(true);
        }
        Column::Union(nested, members) => {
            let valid = append_union(members, text, shared, level, cx);
            nested.valid.push(valid);
        }
        _ => column.append_text(text, Some(shared), &cx.rules),
    }
}

/// Shorter texts can't be dates (`LazyUtils.isDateMaybe`).
pub(super) const SHORTEST_DATE: usize = 8;

pub(super) fn timestamp(text: &[u8], cx: &Cx) -> Option<i64> {
    if text.len() < SHORTEST_DATE {
        return None;
    }
    timestamps::parse_by(text, &cx.options.timestamp_formats)
}

fn append_string(column: &mut Column, text: &[u8], shared: Shared<'_>, cx: &Cx) {
    match cx.options.escape {
        Some(escape) if memchr::memchr(escape, text).is_some() => {
            column.append_text(&unescape(text, escape), None, &cx.rules);
        }
        _ => column.append_text(text, Some(shared), &cx.rules),
    }
}

/// Takes the escape characters out (`LazyUtils.copyAndEscapeStringDataToText`).
pub(super) fn unescape(text: &[u8], escape: u8) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.iter();
    while let Some(&byte) = bytes.next() {
        if byte != escape {
            out.push(byte);
            continue;
        }
        match bytes.next() {
            Some(b'r') => out.push(b'\r'),
            Some(b'n') => out.push(b'\n'),
            Some(&kept) => out.push(kept),
            None => out.push(byte),
        }
    }
    out
}

fn at(shared: Shared<'_>, from: usize) -> Shared<'_> {
    Shared {
        offset: shared.offset + from,
        ..shared
    }
}

/// Entries without a key are left out, and so are those whose key came before.
fn append_entries(
    keys: &mut Column,
    values: &mut Column,
    text: &[u8],
    shared: Shared<'_>,
    level: usize,
    cx: &Cx,
) {
    if text.is_empty() {
        return;
    }
    let options = &cx.options;
    let between = options.separator(level + 1);
    let mut seen = Keys::default();
    for (from, entry) in Parts::new(text, options.separator(level), cx) {
        let cut = next_separator(entry, between, options.escape);
        let key = entry.get(..cut.unwrap_or(entry.len())).unwrap_or_default();
        if !seen.is_new(keys, key, cx) {
            continue;
        }
        append_field(keys, key, at(shared, from), level + 2, cx);
        match cut.and_then(|cut| Some((cut + 1, entry.get(cut + 1..)?))) {
            Some((skip, value)) => {
                append_field(values, value, at(shared, from + skip), level + 2, cx);
            }
            None => values.append_null(),
        }
    }
}

fn append_struct(fields: &mut [Column], text: &[u8], shared: Shared<'_>, level: usize, cx: &Cx) {
    let separator = cx.options.separator(level);
    let last = fields.len().saturating_sub(1);
    let mut begin = Some(0);
    for (i, field) in fields.iter_mut().enumerate() {
        let Some((from, rest)) = begin.and_then(|from| Some((from, text.get(from..)?))) else {
            field.append_null();
            continue;
        };
        let takes_rest = cx.options.last_column_takes_rest && i == last;
        let cut = if takes_rest {
            None
        } else {
            next_separator(rest, separator, cx.options.escape)
        };
        let part = rest.get(..cut.unwrap_or(rest.len())).unwrap_or_default();
        append_field(field, part, at(shared, from), level + 1, cx);
        begin = cut.map(|cut| from + cut + 1);
    }
}

/// A tag, a separator and the member; false (and NULLs) where the tag can't be read.
fn append_union(
    members: &mut [Column],
    text: &[u8],
    shared: Shared<'_>,
    level: usize,
    cx: &Cx,
) -> bool {
    let cut = next_separator(text, cx.options.separator(level), cx.options.escape);
    let tag = cut
        .and_then(|cut| primitive::parse_i8(text.get(..cut)?))
        .and_then(|tag| usize::try_from(tag).ok())
        .filter(|tag| tag + 1 < members.len());
    let (Some(tag), Some(cut)) = (tag, cut) else {
        members.iter_mut().for_each(Column::append_null);
        return false;
    };
    for (i, member) in members.iter_mut().enumerate() {
        if i == 0 {
            member.append_text(text.get(..cut).unwrap_or_default(), None, &cx.rules);
        } else if i == tag + 1 {
            let value = text.get(cut + 1..).unwrap_or_default();
            append_field(member, value, at(shared, cut + 1), level + 1, cx);
        } else {
            member.append_null();
        }
    }
    true
}

/// The parts of a text between separators, each with where it begins.
struct Parts<'a> {
    text: &'a [u8],
    separator: u8,
    escape: Option<u8>,
    next: Option<usize>,
}

impl<'a> Parts<'a> {
    fn new(text: &'a [u8], separator: u8, cx: &Cx) -> Parts<'a> {
        Parts {
            text,
            separator,
            escape: cx.options.escape,
            next: Some(0),
        }
    }
}

impl<'a> Iterator for Parts<'a> {
    type Item = (usize, &'a [u8]);

    fn next(&mut self) -> Option<(usize, &'a [u8])> {
        let from = self.next?;
        let rest = self.text.get(from..)?;
        let cut = next_separator(rest, self.separator, self.escape);
        self.next = cut.map(|cut| from + cut + 1);
        Some((from, rest.get(..cut.unwrap_or(rest.len()))?))
    }
}
