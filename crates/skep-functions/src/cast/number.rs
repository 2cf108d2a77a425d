//! Casts to numbers and booleans (`UDFToInteger` and its kin, `HiveDecimalConverter`).

use arrow::array::{
    Array, ArrayRef, BooleanArray, Decimal128Array, Float32Array, Float64Array, Int64Array,
    StringViewArray, TimestampMicrosecondArray,
};
use arrow::datatypes::{
    ArrowPrimitiveType, DataType, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type,
};
use datafusion::common::{Result, internal_err};
use skep_hiveql::types::HiveType;
use skep_serde::primitive::calendar::MICROS_PER_SECOND;
use skep_serde::primitive::{
    Zone, format_decimal, format_f32, format_f64, instant_of_local, parse_decimal, parse_f32,
    parse_f64, parse_i64, pow10, rescale,
};

use crate::routine::{Call, Column};

/// The source of a conversion, narrowed to the few shapes that matter.
enum Source<'a> {
    /// Integers and booleans.
    Whole(Int64Array),
    Float(Column<'a, Float32Array>),
    Double(Column<'a, Float64Array>),
    Decimal(Column<'a, Decimal128Array>, u8),
    Text(Column<'a, StringViewArray>),
    /// Instants in microseconds, and the same as wall clock.
    Time(Column<'a, TimestampMicrosecondArray>, bool),
}

fn source<'a>(call: &Call<'a>) -> Result<Source<'a>> {
    use HiveType as T;
    Ok(match call.ty(0)? {
        T::Boolean | T::TinyInt | T::SmallInt | T::Int | T::BigInt => {
            let whole = arrow::compute::cast(call.raw(0)?, &DataType::Int64)?;
            match whole.as_any().downcast_ref::<Int64Array>() {
                Some(whole) => Source::Whole(whole.clone()),
                None => return internal_err!("not integers"),
            }
        }
        T::Float => Source::Float(call.arg(0)?),
        T::Double => Source::Double(call.arg(0)?),
        T::Decimal(_, s) => Source::Decimal(call.arg(0)?, *s),
        T::String | T::Varchar(_) | T::Char(_) => Source::Text(call.arg(0)?),
        T::Timestamp => Source::Time(call.arg(0)?, true),
        T::TimestampLocalTz => Source::Time(call.arg(0)?, false),
        other => return internal_err!("no cast from {other}"),
    })
}

fn whole(array: &Int64Array, i: usize) -> Option<i64> {
    array.is_valid(i).then(|| array.value(i))
}

/// Seconds as an instant: a wall clock is read in the session's zone.
fn instant(call: &Call<'_>, micros: i64, local: bool) -> i64 {
    if local {
        instant_of_local(micros, Zone::Region(call.zone))
    } else {
        micros
    }
}

/// To an integer: longs wrap, doubles saturate as in Java, decimals and texts out of range are NULL.
pub(super) fn to_integer(call: &Call<'_>) -> Result<ArrayRef> {
    match call.ty(1)? {
        HiveType::TinyInt => integer::<Int8Type>(call, |v| v as i8, |v| v as i32 as i8),
        HiveType::SmallInt => integer::<Int16Type>(call, |v| v as i16, |v| v as i32 as i16),
        HiveType::Int => integer::<Int32Type>(call, |v| v as i32, |v| v as i32),
        _ => integer::<Int64Type>(call, |v| v, |v| v as i64),
    }
}

fn integer<T: ArrowPrimitiveType>(
    call: &Call<'_>,
    wrap: fn(i64) -> T::Native,
    of_double: fn(f64) -> T::Native,
) -> Result<ArrayRef>
where
    T::Native: TryFrom<i64> + TryFrom<i128>,
{
    let exact = |v: i64| T::Native::try_from(v).ok();
    match source(call)? {
        Source::Whole(array) => call.numbers::<T>(|i| whole(&array, i).map(wrap)),
        Source::Float(column) => call.numbers::<T>(|i| Some(of_double(f64::from(column.get(i)?)))),
        Source::Double(column) => call.numbers::<T>(|i| Some(of_double(column.get(i)?))),
        Source::Decimal(column, scale) => {
            let unit = pow10(u32::from(scale)).unwrap_or(1);
            call.numbers::<T>(|i| T::Native::try_from(column.get(i)? / unit).ok())
        }
        Source::Text(column) => {
            call.numbers::<T>(|i| exact(parse_i64(blanks_cut(column.get(i)?.as_bytes()))?))
        }
        Source::Time(column, local) => call.numbers::<T>(|i| {
            exact(instant(call, column.get(i)?, local).div_euclid(MICROS_PER_SECOND))
        }),
    }
}

/// Cuts Java's ASCII white space.
fn blanks_cut(mut text: &[u8]) -> &[u8] {
    while let [9..=13 | 28..=32, rest @ ..] = text {
        text = rest;
    }
    while let [rest @ .., 9..=13 | 28..=32] = text {
        text = rest;
    }
    text
}

/// To `float` or `double`.
pub(super) fn to_float(call: &Call<'_>) -> Result<ArrayRef> {
    let seconds = |micros: i64, local: bool| {
        let micros = instant(call, micros, local);
        let whole = micros.div_euclid(MICROS_PER_SECOND);
        let rest = micros.rem_euclid(MICROS_PER_SECOND);
        whole as f64 + rest as f64 / MICROS_PER_SECOND as f64
    };
    if *call.ty(1)? == HiveType::Float {
        return match source(call)? {
            Source::Whole(a) => call.numbers::<Float32Type>(|i| Some(whole(&a, i)? as f32)),
            Source::Float(c) => call.numbers::<Float32Type>(|i| c.get(i)),
            Source::Double(c) => call.numbers::<Float32Type>(|i| Some(c.get(i)? as f32)),
            Source::Decimal(c, s) => {
                call.numbers::<Float32Type>(|i| parse_f32(&decimal_text(c.get(i)?, s)))
            }
            Source::Text(c) => call.numbers::<Float32Type>(|i| parse_f32(c.get(i)?.as_bytes())),
            Source::Time(c, l) => {
                call.numbers::<Float32Type>(|i| Some(seconds(c.get(i)?, l) as f32))
            }
        };
    }
    match source(call)? {
        Source::Whole(a) => call.numbers::<Float64Type>(|i| Some(whole(&a, i)? as f64)),
        Source::Float(c) => call.numbers::<Float64Type>(|i| Some(f64::from(c.get(i)?))),
        Source::Double(c) => call.numbers::<Float64Type>(|i| c.get(i)),
        Source::Decimal(c, s) => call.numbers::<Float64Type>(|i| decimal_f64(c.get(i)?, s)),
        Source::Text(c) => call.numbers::<Float64Type>(|i| parse_f64(c.get(i)?.as_bytes())),
        Source::Time(c, l) => call.numbers::<Float64Type>(|i| Some(seconds(c.get(i)?, l))),
    }
}

fn decimal_text(value: i128, scale: u8) -> Vec<u8> {
    let mut text = Vec::new();
    format_decimal(value, scale, &mut text);
    text
}

/// The nearest double of a decimal. Both sides of the quick division are exact, so it rounds once.
pub(crate) fn decimal_f64(value: i128, scale: u8) -> Option<f64> {
    const EXACT: u128 = 1 << 53;
    if value.unsigned_abs() <= EXACT && scale <= 22 {
        return Some(value as f64 / 10_f64.powi(i32::from(scale)));
    }
    parse_f64(&decimal_text(value, scale))
}

/// To `decimal(p,s)`: rounded half up, NULL if too long. Doubles go by their shortest text, as in Hive.
pub(super) fn to_decimal(call: &Call<'_>, p: u8, s: u8) -> Result<ArrayRef> {
    match source(call)? {
        Source::Whole(a) => call.decimals(|i| rescale(i128::from(whole(&a, i)?), 0, p, s)),
        Source::Float(c) => call.decimals(|i| {
            let mut text = Vec::new();
            format_f32(c.get(i)?, &mut text);
            parse_decimal(&text, p, s)
        }),
        Source::Double(c) => call.decimals(|i| double_decimal(c.get(i)?, p, s)),
        Source::Decimal(c, from) => call.decimals(|i| rescale(c.get(i)?, from, p, s)),
        Source::Text(c) => call.decimals(|i| parse_decimal(c.get(i)?.as_bytes(), p, s)),
        Source::Time(c, _) => call.decimals(|i| rescale(i128::from(c.get(i)?), 6, p, s)),
    }
}

/// A double as a decimal, by its shortest text.
pub(crate) fn double_decimal(value: f64, p: u8, s: u8) -> Option<i128> {
    let mut text = Vec::new();
    format_f64(value, &mut text);
    parse_decimal(&text, p, s)
}

/// To `boolean`: zero is false; so are the texts `false`, `off`, `no`, `0` and the empty one.
pub(super) fn to_boolean(call: &Call<'_>) -> Result<ArrayRef> {
    match source(call)? {
        Source::Whole(a) => call.booleans(|i| Some(whole(&a, i)? != 0)),
        Source::Float(c) => call.booleans(|i| Some(c.get(i)? != 0.0)),
        Source::Double(c) => call.booleans(|i| Some(c.get(i)? != 0.0)),
        Source::Decimal(c, _) => call.booleans(|i| Some(c.get(i)? != 0)),
        Source::Text(c) => call.booleans(|i| {
            let text = c.get(i)?.as_bytes();
            let no = [&b"false"[..], b"off", b"no", b"0", b""];
            Some(!no.iter().any(|no| text.eq_ignore_ascii_case(no)))
        }),
        Source::Time(c, local) => call.booleans(|i| Some(instant(call, c.get(i)?, local) != 0)),
    }
}

/// Booleans as a column, for the text casts.
pub(super) fn booleans<'a>(call: &Call<'a>) -> Result<Column<'a, BooleanArray>> {
    call.arg(0)
}
