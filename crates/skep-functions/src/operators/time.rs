//! Dates, timestamps and intervals under `+` and `-` (`GenericUDFOPDTIPlus`, `GenericUDFOPDTIMinus`), EXTRACT and
//! `FLOOR(a TO unit)`.

use arrow::array::{
    ArrayRef, Date32Array, DurationMicrosecondArray, Int32Array, IntervalYearMonthArray,
    TimestampMicrosecondArray,
};
use arrow::datatypes::{
    Date32Type, DurationMicrosecondType, IntervalYearMonthType, TimestampMicrosecondType,
};
use datafusion::common::Result as Run;
use skep_hiveql::ast::expr::BinaryOp;
use skep_hiveql::types::HiveType;
use skep_serde::primitive::calendar::{
    MICROS_PER_DAY, date_of, days_in_month, days_of, split_micros,
};

use super::arithmetic::unary_minus;
use crate::cast::cast;
use crate::convert::{Group, group};
use crate::registry::{Bind, CallError, Context, Typed, lookup};
use crate::routine::{Call, Routine, call_or_fold};

/// True where a date, a timestamp or an interval takes part.
pub(super) fn timely(left: &Typed, right: &Typed) -> bool {
    [left, right]
        .iter()
        .any(|t| matches!(group(&t.ty), Group::Date | Group::Interval))
}

/// `left + right` or `left - right` of times.
pub(super) fn shift(op: BinaryOp, left: Typed, right: Typed) -> Result<Typed, CallError> {
    use HiveType as T;
    let minus = op == BinaryOp::Minus;
    // `interval + date` is `date + interval`.
    let swap = group(&left.ty) == Group::Interval && group(&right.ty) != Group::Interval && !minus;
    let (left, right) = if swap { (right, left) } else { (left, right) };
    let (routine, left_as, right_as, result) = match (&left.ty, &right.ty) {
        (T::IntervalYearMonth, T::IntervalYearMonth) => (
            &ADD_YEAR_MONTH,
            T::IntervalYearMonth,
            T::IntervalYearMonth,
            T::IntervalYearMonth,
        ),
        (T::IntervalDayTime, T::IntervalDayTime) => (
            &ADD_DAY_TIME,
            T::IntervalDayTime,
            T::IntervalDayTime,
            T::IntervalDayTime,
        ),
        (T::Date, T::IntervalYearMonth) => (&DATE_MONTHS, T::Date, T::IntervalYearMonth, T::Date),
        (T::Timestamp | T::String | T::Varchar(_) | T::Char(_), T::IntervalYearMonth) => (
            &TIMESTAMP_MONTHS,
            T::Timestamp,
            T::IntervalYearMonth,
            T::Timestamp,
        ),
        (T::Date | T::Timestamp | T::String | T::Varchar(_) | T::Char(_), T::IntervalDayTime) => (
            &TIMESTAMP_SPAN,
            T::Timestamp,
            T::IntervalDayTime,
            T::Timestamp,
        ),
        (T::TimestampLocalTz, T::IntervalDayTime) => (
            &TIMESTAMP_SPAN,
            T::TimestampLocalTz,
            T::IntervalDayTime,
            T::TimestampLocalTz,
        ),
        (T::Date, ty) if ty.is_integer() => (&DATE_DAYS, T::Date, T::Int, T::Date),
        (_, _) if minus && group(&left.ty) == Group::Date && group(&right.ty) == Group::Date => {
            let args = vec![
                cast(left, &T::Timestamp).expr,
                cast(right, &T::Timestamp).expr,
            ];
            let expr = call_or_fold(&BETWEEN, args, vec![T::IntervalDayTime]);
            return Ok(Typed {
                expr,
                ty: T::IntervalDayTime,
            });
        }
        _ => return Err(super::refused(op, &left, &right)),
    };
    let (left, right) = (cast(left, &left_as), cast(right, &right_as));
    let right = if minus { unary_minus(right) } else { right };
    let expr = call_or_fold(routine, vec![left.expr, right.expr], vec![result.clone()]);
    Ok(Typed { expr, ty: result })
}

static ADD_YEAR_MONTH: Routine = Routine {
    name: "add_year_month",
    body: add_year_month,
};
static ADD_DAY_TIME: Routine = Routine {
    name: "add_day_time",
    body: add_day_time,
};
static DATE_MONTHS: Routine = Routine {
    name: "date_plus_months",
    body: date_months,
};
static TIMESTAMP_MONTHS: Routine = Routine {
    name: "timestamp_plus_months",
    body: timestamp_months,
};
static TIMESTAMP_SPAN: Routine = Routine {
    name: "timestamp_plus_span",
    body: timestamp_span,
};
static DATE_DAYS: Routine = Routine {
    name: "date_plus_days",
    body: date_days,
};
static BETWEEN: Routine = Routine {
    name: "span_between",
    body: span_between,
};

fn add_year_month(call: &Call<'_>) -> Run<ArrayRef> {
    let (a, b) = (
        call.arg::<IntervalYearMonthArray>(0)?,
        call.arg::<IntervalYearMonthArray>(1)?,
    );
    call.numbers::<IntervalYearMonthType>(|i| a.get(i)?.checked_add(b.get(i)?))
}

fn add_day_time(call: &Call<'_>) -> Run<ArrayRef> {
    let (a, b) = (
        call.arg::<DurationMicrosecondArray>(0)?,
        call.arg::<DurationMicrosecondArray>(1)?,
    );
    call.numbers::<DurationMicrosecondType>(|i| a.get(i)?.checked_add(b.get(i)?))
}

/// A day some months on; the day of the month is cut to the month's last.
pub(crate) fn plus_months(days: i64, months: i64) -> Option<i32> {
    let (year, month, day) = date_of(days);
    let count = year
        .checked_mul(12)?
        .checked_add(month - 1)?
        .checked_add(months)?;
    let (year, month) = (count.div_euclid(12), count.rem_euclid(12) + 1);
    days_of(year, month, day.min(days_in_month(year, month)))
}

fn date_months(call: &Call<'_>) -> Run<ArrayRef> {
    let (a, b) = (
        call.arg::<Date32Array>(0)?,
        call.arg::<IntervalYearMonthArray>(1)?,
    );
    call.numbers::<Date32Type>(|i| plus_months(i64::from(a.get(i)?), i64::from(b.get(i)?)))
}

fn timestamp_months(call: &Call<'_>) -> Run<ArrayRef> {
    let (a, b) = (
        call.arg::<TimestampMicrosecondArray>(0)?,
        call.arg::<IntervalYearMonthArray>(1)?,
    );
    call.numbers::<TimestampMicrosecondType>(|i| {
        let (days, of_day) = split_micros(a.get(i)?);
        let days = i64::from(plus_months(days, i64::from(b.get(i)?))?);
        days.checked_mul(MICROS_PER_DAY)?.checked_add(of_day)
    })
}

fn timestamp_span(call: &Call<'_>) -> Run<ArrayRef> {
    let (a, b) = (
        call.arg::<TimestampMicrosecondArray>(0)?,
        call.arg::<DurationMicrosecondArray>(1)?,
    );
    call.numbers::<TimestampMicrosecondType>(|i| a.get(i)?.checked_add(b.get(i)?))
}

fn date_days(call: &Call<'_>) -> Run<ArrayRef> {
    let (a, b) = (call.arg::<Date32Array>(0)?, call.arg::<Int32Array>(1)?);
    call.numbers::<Date32Type>(|i| a.get(i)?.checked_add(b.get(i)?))
}

fn span_between(call: &Call<'_>) -> Run<ArrayRef> {
    let (a, b) = (
        call.arg::<TimestampMicrosecondArray>(0)?,
        call.arg::<TimestampMicrosecondArray>(1)?,
    );
    call.numbers::<DurationMicrosecondType>(|i| a.get(i)?.checked_sub(b.get(i)?))
}

/// `EXTRACT(field FROM a)`: the function of that name.
pub fn extract(context: &Context, field: &str, value: Typed) -> Result<Typed, CallError> {
    let name = match field.to_ascii_lowercase().as_str() {
        "week" => "weekofyear".to_owned(),
        "dow" => "dayofweek".to_owned(),
        name => name.trim_end_matches('s').to_owned(),
    };
    named(context, &name, value, || {
        CallError(format!("cannot extract `{field}`"))
    })
}

/// `FLOOR(a TO unit)`: the function `floor_unit`.
pub fn floor_to(context: &Context, value: Typed, unit: &str) -> Result<Typed, CallError> {
    let name = format!("floor_{}", unit.to_ascii_lowercase());
    named(context, &name, value, || {
        CallError(format!("cannot cut a time to `{unit}`"))
    })
}

fn named(
    context: &Context,
    name: &str,
    value: Typed,
    unknown: impl Fn() -> CallError,
) -> Result<Typed, CallError> {
    match lookup(name).filter(|f| f.group == "date").map(|f| f.bind) {
        Some(Bind::Scalar(bind)) => bind(context, vec![value]),
        _ => Err(unknown()),
    }
}
