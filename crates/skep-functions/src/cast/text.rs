//! Casts to strings and bytes (`TextConverter`, `HiveCharConverter`, `BinaryConverter`).

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, BinaryArray, BinaryBuilder, Date32Array, Decimal128Array,
    DurationMicrosecondArray, Float32Array, Float64Array, Int64Array, IntervalYearMonthArray,
    StringViewArray, StringViewBuilder, TimestampMicrosecondArray,
};
use arrow::datatypes::DataType;
use datafusion::common::{Result, internal_err};
use skep_hiveql::types::HiveType;
use skep_serde::primitive;

use crate::routine::Call;

/// To `string`, `varchar(n)` or `char(n)`: the value's text, cut to `limit` characters; `strip` cuts the blanks at the
/// end that a `char` doesn't keep.
pub(super) fn to_string(call: &Call<'_>, limit: u32, strip: bool) -> Result<ArrayRef> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let text = spelled(call)?;
    if limit == usize::MAX && !strip {
        return Ok(text);
    }
    let Some(text) = text.as_any().downcast_ref::<StringViewArray>() else {
        return internal_err!("not strings");
    };
    let mut out = StringViewBuilder::with_capacity(text.len());
    for value in text {
        let cut = value.map(|value| cut(value, limit));
        out.append_option(cut.map(|v| if strip { v.trim_end_matches(' ') } else { v }));
    }
    Ok(Arc::new(out.finish()))
}

/// The first `limit` characters.
pub(crate) fn cut(text: &str, limit: usize) -> &str {
    if text.len() <= limit {
        return text;
    }
    match text.char_indices().nth(limit) {
        Some((at, _)) => text.get(..at).unwrap_or(text),
        None => text,
    }
}

/// Every value's text, in full.
fn spelled(call: &Call<'_>) -> Result<ArrayRef> {
    use HiveType as T;
    match call.ty(0)? {
        T::String | T::Varchar(_) | T::Char(_) => Ok(call.raw(0)?.clone()),
        T::Boolean => {
            let column = super::number::booleans(call)?;
            call.strings(|i| Some(if column.get(i)? { "TRUE" } else { "FALSE" }))
        }
        T::TinyInt | T::SmallInt | T::Int | T::BigInt => {
            let whole = arrow::compute::cast(call.raw(0)?, &DataType::Int64)?;
            let args = [(whole, false)];
            let call = Call::new(&args, call.len, call.types, call.zone);
            let column = call.arg::<Int64Array>(0)?;
            call.texts(|i, out| Some(primitive::format_int(column.get(i)?, out)))
        }
        T::Float => {
            let column = call.arg::<Float32Array>(0)?;
            call.texts(|i, out| Some(primitive::format_f32(column.get(i)?, out)))
        }
        T::Double => {
            let column = call.arg::<Float64Array>(0)?;
            call.texts(|i, out| Some(primitive::format_f64(column.get(i)?, out)))
        }
        T::Decimal(_, scale) => {
            let column = call.arg::<Decimal128Array>(0)?;
            call.texts(|i, out| Some(primitive::format_decimal(column.get(i)?, *scale, out)))
        }
        T::Date => {
            let column = call.arg::<Date32Array>(0)?;
            call.texts(|i, out| Some(primitive::format_date(column.get(i)?, out)))
        }
        T::Timestamp => {
            let column = call.arg::<TimestampMicrosecondArray>(0)?;
            call.texts(|i, out| Some(primitive::format_timestamp(column.get(i)?, out)))
        }
        T::TimestampLocalTz => {
            let column = call.arg::<TimestampMicrosecondArray>(0)?;
            let zone = call.zone;
            call.texts(|i, out| Some(primitive::format_timestamp_tz(column.get(i)?, zone, out)))
        }
        T::IntervalYearMonth => {
            let column = call.arg::<IntervalYearMonthArray>(0)?;
            call.texts(|i, out| Some(primitive::format_interval_year_month(column.get(i)?, out)))
        }
        T::IntervalDayTime => {
            let column = call.arg::<DurationMicrosecondArray>(0)?;
            call.texts(|i, out| Some(primitive::format_interval_day_time(column.get(i)?, out)))
        }
        T::Binary => {
            let column = call.arg::<BinaryArray>(0)?;
            call.strings(|i| column.get(i).map(String::from_utf8_lossy))
        }
        other => internal_err!("no cast from {other}"),
    }
}

/// To `binary`: the text's bytes; a `char` with its blanks.
pub(super) fn to_binary(call: &Call<'_>) -> Result<ArrayRef> {
    let column = call.arg::<StringViewArray>(0)?;
    let width = match call.ty(0)? {
        HiveType::Char(n) => usize::try_from(*n).unwrap_or(0),
        _ => 0,
    };
    let mut out = BinaryBuilder::new();
    for i in 0..call.len {
        out.append_option(column.get(i).map(|text| format!("{text:width$}")));
    }
    Ok(Arc::new(out.finish()))
}
