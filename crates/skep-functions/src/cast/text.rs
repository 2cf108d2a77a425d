//! Casts to strings and bytes (`TextConverter`, `HiveCharConverter`, `BinaryConverter`).

use std::sync::Arc;

use arrow::array::{
    Array, ArrayAccessor, ArrayRef, BinaryArray, BinaryBuilder, Date32Array, Decimal128Array,
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
            spell::<Int64Array>(&call, primitive::format_int)
        }
        T::Float => spell::<Float32Array>(call, primitive::format_f32),
        T::Double => spell::<Float64Array>(call, primitive::format_f64),
        T::Decimal(_, scale) => spell::<Decimal128Array>(call, |value, out| {
            primitive::format_decimal(value, *scale, out);
        }),
        T::Date => spell::<Date32Array>(call, primitive::format_date),
        T::Timestamp => spell::<TimestampMicrosecondArray>(call, primitive::format_timestamp),
        T::TimestampLocalTz => spell::<TimestampMicrosecondArray>(call, |instant, out| {
            primitive::format_timestamp_tz(instant, call.zone, out);
        }),
        T::IntervalYearMonth => {
            spell::<IntervalYearMonthArray>(call, primitive::format_interval_year_month)
        }
        T::IntervalDayTime => {
            spell::<DurationMicrosecondArray>(call, primitive::format_interval_day_time)
        }
        T::Binary => {
            let column = call.arg::<BinaryArray>(0)?;
            call.strings(|i| column.get(i).map(String::from_utf8_lossy))
        }
        other => internal_err!("no cast from {other}"),
    }
}

/// Every value's text, as `write` appends it.
fn spell<'a, A>(
    call: &Call<'a>,
    write: impl Fn(<&'a A as ArrayAccessor>::Item, &mut Vec<u8>),
) -> Result<ArrayRef>
where
    A: Array + 'static,
    &'a A: ArrayAccessor,
{
    let column = call.arg::<A>(0)?;
    call.texts(|i, out| {
        write(column.get(i)?, out);
        Some(())
    })
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
