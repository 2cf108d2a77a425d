//! `INTERVAL value unit` (`GenericUDFInternalInterval`).

use arrow::array::{ArrayRef, Decimal128Array, Int64Array};
use arrow::datatypes::{DurationMicrosecondType, IntervalYearMonthType};
use datafusion::common::Result as Run;
use skep_hiveql::ast::expr::IntervalUnit;
use skep_hiveql::types::HiveType;

use crate::cast::{cast, try_cast};
use crate::convert::{Group, group};
use crate::registry::{CallError, Typed};
use crate::routine::{Call, Routine, call_or_fold};

/// An interval of `value` units: of a number, of a text that holds one, or (`YEAR TO MONTH`, `DAY TO SECOND`) of a
/// text like `1-2` or `1 2:03:04.5`.
pub fn interval(value: Typed, unit: IntervalUnit) -> Result<Typed, CallError> {
    use IntervalUnit as U;
    if !matches!(
        group(&value.ty),
        Group::Numeric | Group::String | Group::Void
    ) {
        return Err(CallError(format!(
            "an interval is made of a number, not of {}",
            value.ty
        )));
    }
    let (routine, number, ty, factor) = match unit {
        U::YearToMonth => return try_cast(value, &HiveType::IntervalYearMonth),
        U::DayToSecond => return try_cast(value, &HiveType::IntervalDayTime),
        U::Year => (&MONTHS, HiveType::BigInt, HiveType::IntervalYearMonth, 12),
        U::Month => (&MONTHS, HiveType::BigInt, HiveType::IntervalYearMonth, 1),
        U::Week => (
            &SECONDS,
            HiveType::BigInt,
            HiveType::IntervalDayTime,
            7 * 86_400,
        ),
        U::Day => (
            &SECONDS,
            HiveType::BigInt,
            HiveType::IntervalDayTime,
            86_400,
        ),
        U::Hour => (&SECONDS, HiveType::BigInt, HiveType::IntervalDayTime, 3600),
        U::Minute => (&SECONDS, HiveType::BigInt, HiveType::IntervalDayTime, 60),
        U::Second => (
            &FRACTIONS,
            HiveType::Decimal(38, 9),
            HiveType::IntervalDayTime,
            1,
        ),
    };
    let value = cast(value, &number).expr;
    let factor = datafusion::prelude::lit(i64::from(factor));
    let expr = call_or_fold(routine, vec![value, factor], vec![ty.clone()]);
    Ok(Typed { expr, ty })
}

static MONTHS: Routine = Routine {
    name: "interval_months",
    body: months,
};
static SECONDS: Routine = Routine {
    name: "interval_seconds",
    body: seconds,
};
static FRACTIONS: Routine = Routine {
    name: "interval_fractions",
    body: fractions,
};

fn months(call: &Call<'_>) -> Run<ArrayRef> {
    let (count, factor) = (call.arg::<Int64Array>(0)?, call.arg::<Int64Array>(1)?);
    call.numbers::<IntervalYearMonthType>(|i| {
        i32::try_from(count.get(i)?.checked_mul(factor.get(i)?)?).ok()
    })
}

fn seconds(call: &Call<'_>) -> Run<ArrayRef> {
    let (count, factor) = (call.arg::<Int64Array>(0)?, call.arg::<Int64Array>(1)?);
    call.numbers::<DurationMicrosecondType>(|i| {
        count
            .get(i)?
            .checked_mul(factor.get(i)?)?
            .checked_mul(1_000_000)
    })
}

/// Seconds with nine fraction digits.
fn fractions(call: &Call<'_>) -> Run<ArrayRef> {
    let nanos = call.arg::<Decimal128Array>(0)?;
    call.numbers::<DurationMicrosecondType>(|i| i64::try_from(nanos.get(i)? / 1000).ok())
}
