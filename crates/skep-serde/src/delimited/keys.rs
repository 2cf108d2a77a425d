//! A map's keys: read before they are appended, because one that is NULL, or came before, makes no entry.

use std::borrow::Cow;
use std::collections::HashSet;

use super::nested::{Cx, SHORTEST_DATE, timestamp, unescape};
use crate::column::{Column, binary_value, read_f32, read_f64, text_value};
use crate::primitive;

/// The keys of a map that have been read.
#[derive(Debug, Default)]
pub(super) struct Keys<'t>(HashSet<Cow<'t, [u8]>>);

impl<'t> Keys<'t> {
    /// Whether the text is a key that isn't NULL and is met for the first time; keys are the same if their values are
    /// (`01` and `1` of an int).
    pub(super) fn is_new(&mut self, column: &Column, text: &'t [u8], cx: &Cx) -> bool {
        text != cx.options.null && value(column, text, cx).is_some_and(|key| self.0.insert(key))
    }
}

/// The key's value as bytes; None if it is NULL. A table: one line a type.
fn value<'t>(column: &Column, text: &'t [u8], cx: &Cx) -> Option<Cow<'t, [u8]>> {
    let integer = |value: i64| Cow::Owned(value.to_le_bytes().to_vec());
    let date = || Some(text).filter(|text| text.len() >= SHORTEST_DATE);
    match column {
        Column::Text(_, width) => Some(match cx.options.escape {
            Some(escape) if text.contains(&escape) => {
                let text = unescape(text, escape);
                Cow::Owned(text_value(*width, &text).into_owned().into_bytes())
            }
            _ => match text_value(*width, text) {
                Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
                Cow::Owned(text) => Cow::Owned(text.into_bytes()),
            },
        }),
        Column::Binary(_) => Some(binary_value(text, &cx.rules)),
        Column::Boolean(_) if cx.rules.extended_boolean => {
            primitive::parse_bool_extended(text).map(|v| integer(v.into()))
        }
        Column::Boolean(_) => primitive::parse_bool(text).map(|v| integer(v.into())),
        Column::Int8(_) => primitive::parse_i8(text).map(|v| integer(v.into())),
        Column::Int16(_) => primitive::parse_i16(text).map(|v| integer(v.into())),
        Column::Int32(_) => primitive::parse_i32(text).map(|v| integer(v.into())),
        Column::Int64(_) => primitive::parse_i64(text).map(integer),
        Column::Float32(_) => read_f32(text).map(|v| integer(v.to_bits().into())),
        Column::Float64(_) => read_f64(text).map(|v| integer(v.to_bits().cast_signed())),
        Column::Decimal(_, p, s) => {
            primitive::parse_decimal(text, *p, *s).map(|v| Cow::Owned(v.to_le_bytes().to_vec()))
        }
        Column::Date(_) => primitive::parse_date(date()?).map(|v| integer(v.into())),
        Column::Timestamp(_) => timestamp(text, cx).map(integer),
        Column::TimestampTz(_) => {
            primitive::parse_timestamp_tz(date()?, cx.rules.zone).map(integer)
        }
        Column::YearMonth(_) => {
            primitive::parse_interval_year_month(text).map(|v| integer(v.into()))
        }
        Column::DayTime(_) => primitive::parse_interval_day_time(text).map(integer),
        // Hive has no keys that aren't primitive.
        _ => None,
    }
}
