//! Times cut down to a unit: `trunc`, `floor_year` … `floor_second`.

use arrow::array::{
    ArrayRef, Date32Array, Decimal128Array, Float64Array, Int32Array, StringViewArray,
    TimestampMicrosecondArray,
};
use arrow::datatypes::{Float64Type, TimestampMicrosecondType};
use datafusion::common::Result;
use datafusion::prelude::Expr;
use datafusion::scalar::ScalarValue;
use skep_hiveql::types::HiveType;
use skep_serde::primitive::calendar::{
    MICROS_PER_DAY, MICROS_PER_SECOND, date_of, days_of, iso_weekday, split_micros,
};
use skep_serde::primitive::{format_date, format_decimal, parse_f64, pow10};

use crate::call::{Bound, CallArgs, count, wrong};
use crate::cast::cast;
use crate::cast::number::double_decimal;
use crate::convert::{Group, group};
use crate::registry::Typed;
use crate::routine::{Call, Routine, call_or_fold};

/// `floor_unit(timestamp)`.
pub(super) fn floor(name: &'static str, args: CallArgs) -> Bound {
    let routine = match name {
        "floor_year" => &FLOOR_YEAR,
        "floor_quarter" => &FLOOR_QUARTER,
        "floor_month" => &FLOOR_MONTH,
        "floor_week" => &FLOOR_WEEK,
        "floor_day" => &FLOOR_DAY,
        "floor_hour" => &FLOOR_HOUR,
        "floor_minute" => &FLOOR_MINUTE,
        _ => &FLOOR_SECOND,
    };
    super::dates(
        name,
        routine,
        args,
        &[HiveType::Timestamp],
        HiveType::Timestamp,
    )
}

static FLOOR_YEAR: Routine = Routine {
    name: "floor_year",
    body: |c| days(c, |d| start(d, 12)),
};
static FLOOR_QUARTER: Routine = Routine {
    name: "floor_quarter",
    body: |c| days(c, |d| start(d, 3)),
};
static FLOOR_MONTH: Routine = Routine {
    name: "floor_month",
    body: |c| days(c, |d| start(d, 1)),
};
static FLOOR_WEEK: Routine = Routine {
    name: "floor_week",
    body: |c| days(c, |d| Some(d - iso_weekday(d) + 1)),
};
static FLOOR_DAY: Routine = Routine {
    name: "floor_day",
    body: |c| clock(c, 86_400),
};
static FLOOR_HOUR: Routine = Routine {
    name: "floor_hour",
    body: |c| clock(c, 3600),
};
static FLOOR_MINUTE: Routine = Routine {
    name: "floor_minute",
    body: |c| clock(c, 60),
};
static FLOOR_SECOND: Routine = Routine {
    name: "floor_second",
    body: |c| clock(c, 1),
};

/// The first day of the span of `months` (1, 3 or 12) that holds a day.
fn start(days: i64, months: i64) -> Option<i64> {
    let (year, month, _) = date_of(days);
    days_of(year, (month - 1) / months * months + 1, 1).map(i64::from)
}

fn days(call: &Call<'_>, cut: fn(i64) -> Option<i64>) -> Result<ArrayRef> {
    let times = call.arg::<TimestampMicrosecondArray>(0)?;
    call.numbers::<TimestampMicrosecondType>(|i| {
        cut(split_micros(times.get(i)?).0)?.checked_mul(MICROS_PER_DAY)
    })
}

fn clock(call: &Call<'_>, seconds: i64) -> Result<ArrayRef> {
    let times = call.arg::<TimestampMicrosecondArray>(0)?;
    let unit = seconds * MICROS_PER_SECOND;
    call.numbers::<TimestampMicrosecondType>(|i| {
        let micros = times.get(i)?;
        Some(micros - micros.rem_euclid(unit))
    })
}

/// `trunc(date, unit)` or `trunc(number[, digits])`.
pub(super) fn trunc(mut args: CallArgs) -> Bound {
    count("trunc", &args, 1, 2)?;
    let numeric = args.first().is_some_and(|a| group(&a.ty) == Group::Numeric);
    if !numeric {
        let types = [HiveType::Date, HiveType::String];
        return super::dates("trunc", &TRUNC_DATE, args, &types, HiveType::String);
    }
    if args.len() == 1 {
        let zero = Expr::Literal(ScalarValue::Int32(Some(0)), None);
        args.push(Typed {
            expr: zero,
            ty: HiveType::Int,
        });
    }
    let mut args = args.into_iter();
    let (Some(value), Some(digits)) = (args.next(), args.next()) else {
        return Err(wrong("trunc", 1, "an int", &HiveType::Void));
    };
    if !digits.ty.is_integer() && digits.ty != HiveType::Void {
        return Err(wrong("trunc", 1, "an int", &digits.ty));
    }
    let ty = value.ty.clone();
    let (source, routine) = match ty {
        HiveType::Decimal(..) => (ty.clone(), &TRUNC_DECIMAL),
        _ if ty.is_integer() => (HiveType::Decimal(19, 0), &TRUNC_DECIMAL),
        _ => (HiveType::Double, &TRUNC_DOUBLE),
    };
    let args = vec![cast(value, &source).expr, cast(digits, &HiveType::Int).expr];
    let expr = call_or_fold(routine, args, vec![source.clone()]);
    Ok(cast(Typed { expr, ty: source }, &ty))
}

static TRUNC_DATE: Routine = Routine {
    name: "trunc_date",
    body: trunc_date,
};
static TRUNC_DECIMAL: Routine = Routine {
    name: "trunc_decimal",
    body: trunc_decimal,
};
static TRUNC_DOUBLE: Routine = Routine {
    name: "trunc_double",
    body: trunc_double,
};

fn trunc_date(call: &Call<'_>) -> Result<ArrayRef> {
    let (dates, units) = (call.arg::<Date32Array>(0)?, call.arg::<StringViewArray>(1)?);
    call.texts(|i, out| {
        let days = i64::from(dates.get(i)?);
        let months = match units.get(i)?.to_ascii_uppercase().as_str() {
            "MONTH" | "MON" | "MM" => 1,
            "QUARTER" | "Q" => 3,
            "YEAR" | "YYYY" | "YY" => 12,
            _ => return None,
        };
        format_date(i32::try_from(start(days, months)?).ok()?, out);
        Some(())
    })
}

/// Digits after `keep` become zero; a negative `keep` reaches before the point.
fn cut(value: i128, scale: u8, keep: i32) -> i128 {
    let drop = i32::from(scale).saturating_sub(keep).max(0);
    match pow10(drop.unsigned_abs()) {
        Some(unit) => value - value % unit,
        None => 0,
    }
}

fn trunc_decimal(call: &Call<'_>) -> Result<ArrayRef> {
    let (values, digits) = (call.arg::<Decimal128Array>(0)?, call.arg::<Int32Array>(1)?);
    let scale = match call.returns() {
        HiveType::Decimal(_, scale) => scale,
        _ => 0,
    };
    call.decimals(|i| Some(cut(values.get(i)?, scale, digits.get(i)?)))
}

fn trunc_double(call: &Call<'_>) -> Result<ArrayRef> {
    let (values, digits) = (call.arg::<Float64Array>(0)?, call.arg::<Int32Array>(1)?);
    call.numbers::<Float64Type>(|i| {
        let (value, keep) = (values.get(i)?, digits.get(i)?);
        let Some(decimal) = double_decimal(value, 38, 18) else {
            return Some(value);
        };
        let mut text = Vec::new();
        format_decimal(cut(decimal, 18, keep), 18, &mut text);
        parse_f64(&text)
    })
}
