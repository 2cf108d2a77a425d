//! Casts to dates, timestamps and intervals (`PrimitiveObjectInspectorUtils.getDate`, `getTimestamp` …).

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int64Array,
    StringViewArray, TimestampMicrosecondArray,
};
use arrow::datatypes::{
    DataType, Date32Type, DurationMicrosecondType, IntervalYearMonthType, TimestampMicrosecondType,
};
use datafusion::common::{Result, internal_err};
use skep_hiveql::types::HiveType;
use skep_serde::primitive::calendar::{MICROS_PER_DAY, split_micros};
use skep_serde::primitive::{
    self, Zone, instant_of_local, local_of_instant, parse_timestamp_lenient, parse_timestamp_tz,
    rescale, trim,
};

use super::number::double_decimal;
use crate::routine::Call;

/// A text as a date: `yyyy-MM-dd`, or the day of anything that reads as a timestamp.
pub(crate) fn date_of_text(text: &str) -> Option<i32> {
    let text = trim(text.as_bytes());
    if text.len() == 10 {
        return primitive::parse_date(text);
    }
    day_of(parse_timestamp_lenient(text)?)
}

/// The day of a timestamp.
pub(crate) fn day_of(micros: i64) -> Option<i32> {
    i32::try_from(split_micros(micros).0).ok()
}

pub(super) fn to_date(call: &Call<'_>) -> Result<ArrayRef> {
    match call.ty(0)? {
        HiveType::String | HiveType::Varchar(_) | HiveType::Char(_) => {
            let column = call.arg::<StringViewArray>(0)?;
            call.numbers::<Date32Type>(|i| date_of_text(column.get(i)?))
        }
        HiveType::Timestamp => {
            let column = call.arg::<TimestampMicrosecondArray>(0)?;
            call.numbers::<Date32Type>(|i| day_of(column.get(i)?))
        }
        HiveType::TimestampLocalTz => {
            let column = call.arg::<TimestampMicrosecondArray>(0)?;
            let zone = Zone::Region(call.zone);
            call.numbers::<Date32Type>(|i| day_of(local_of_instant(column.get(i)?, zone)))
        }
        other => internal_err!("no cast from {other} to date"),
    }
}

/// To `timestamp` or `timestamp with local time zone`. Whole numbers count milliseconds, others seconds.
pub(super) fn to_timestamp(call: &Call<'_>) -> Result<ArrayRef> {
    use HiveType as T;
    type Out = TimestampMicrosecondType;
    let zone = Zone::Region(call.zone);
    let zoned = *call.ty(1)? == T::TimestampLocalTz;
    match call.ty(0)? {
        T::String | T::Varchar(_) | T::Char(_) => {
            let column = call.arg::<StringViewArray>(0)?;
            call.numbers::<Out>(|i| {
                let text = column.get(i)?.as_bytes();
                if zoned {
                    parse_timestamp_tz(text, zone)
                } else {
                    parse_timestamp_lenient(text)
                }
            })
        }
        T::Timestamp => {
            let column = call.arg::<TimestampMicrosecondArray>(0)?;
            call.numbers::<Out>(|i| Some(instant_of_local(column.get(i)?, zone)))
        }
        T::TimestampLocalTz => {
            let column = call.arg::<TimestampMicrosecondArray>(0)?;
            call.numbers::<Out>(|i| Some(local_of_instant(column.get(i)?, zone)))
        }
        T::Date => {
            let column = call.arg::<Date32Array>(0)?;
            call.numbers::<Out>(|i| {
                let local = i64::from(column.get(i)?).checked_mul(MICROS_PER_DAY)?;
                Some(if zoned {
                    instant_of_local(local, zone)
                } else {
                    local
                })
            })
        }
        T::Boolean => {
            let column = call.arg::<BooleanArray>(0)?;
            call.numbers::<Out>(|i| Some(i64::from(column.get(i)?) * 1000))
        }
        T::Float | T::Double => {
            let double = arrow::compute::cast(call.raw(0)?, &DataType::Float64)?;
            let args = [(double, false)];
            let call = Call::new(&args, call.len, call.types, call.zone);
            let column = call.arg::<Float64Array>(0)?;
            call.numbers::<Out>(|i| micros(double_decimal(column.get(i)?, 38, 9)?, 9))
        }
        T::Decimal(_, scale) => {
            let column = call.arg::<Decimal128Array>(0)?;
            call.numbers::<Out>(|i| micros(column.get(i)?, *scale))
        }
        ty if ty.is_integer() => {
            let whole = arrow::compute::cast(call.raw(0)?, &DataType::Int64)?;
            let args = [(whole, false)];
            let call = Call::new(&args, call.len, call.types, call.zone);
            let column = call.arg::<Int64Array>(0)?;
            call.numbers::<Out>(|i| column.get(i)?.checked_mul(1000))
        }
        other => internal_err!("no cast from {other} to timestamp"),
    }
}

/// Decimal seconds in microseconds; what is finer is cut towards the past.
fn micros(seconds: i128, scale: u8) -> Option<i64> {
    let nanos = rescale(seconds, scale, 38, 9)?;
    i64::try_from(nanos.div_euclid(1000)).ok()
}

pub(super) fn to_interval(call: &Call<'_>) -> Result<ArrayRef> {
    let column = call.arg::<StringViewArray>(0)?;
    if *call.ty(1)? == HiveType::IntervalYearMonth {
        return call.numbers::<IntervalYearMonthType>(|i| {
            primitive::parse_interval_year_month(column.get(i)?.as_bytes())
        });
    }
    call.numbers::<DurationMicrosecondType>(|i| {
        primitive::parse_interval_day_time(column.get(i)?.as_bytes())
    })
}
