//! Casts with Hive's rules: what can't be converted is NULL, never an error.
//!
//! Where DataFusion's own cast means the same (widening, date to timestamp) it is used, because the optimizer knows
//! it; all else is the routine `cast`. A `char(n)` value is held without trailing blanks, so that comparing, hashing
//! and grouping need no care; it is padded where it is shown or written.
//!
//! Casts that depend on the session's zone (timestamps against numbers and zoned timestamps) read it from DataFusion's
//! `execution.time_zone`.

mod nested;
pub(crate) mod number;
mod text;
mod time;

use arrow::array::{ArrayRef, new_null_array};
use chrono_tz::Tz;
use datafusion::common::{Result, ScalarValue};
use datafusion::prelude::Expr;
use skep_hiveql::types::HiveType;
use skep_serde::types::arrow_type;

use crate::convert::{Group, castable, decimal_digits, group};
use crate::registry::{CallError, Typed};
use crate::routine::{self, Call, Routine};

/// Converts an expression; what Hive doesn't cast at all is NULL.
pub fn cast(value: Typed, to: &HiveType) -> Typed {
    let Typed { expr, ty: from } = value;
    if from == *to {
        return Typed { expr, ty: from };
    }
    let expr = if !castable(&from, to) || from == HiveType::Void {
        null(to)
    } else if same_values(&from, to) {
        expr
    } else if native(&from, to) {
        native_cast(expr, to)
    } else {
        routine_cast(expr, from, to)
    };
    Typed {
        expr,
        ty: to.clone(),
    }
}

/// [`cast`], refusing what Hive refuses: the rule of `CAST(a AS b)` as a user writes it.
pub fn try_cast(value: Typed, to: &HiveType) -> Result<Typed, CallError> {
    if castable(&value.ty, to) {
        Ok(cast(value, to))
    } else {
        Err(CallError(format!("cannot cast {} to {to}", value.ty)))
    }
}

/// A NULL literal of a type.
pub fn null(ty: &HiveType) -> Expr {
    let value = ScalarValue::try_from(&arrow_type(ty)).unwrap_or(ScalarValue::Null);
    Expr::Literal(value, None)
}

/// True where the values stay as they are and only the type's name changes.
fn same_values(from: &HiveType, to: &HiveType) -> bool {
    match (from, to) {
        (HiveType::Char(_) | HiveType::Varchar(_), HiveType::String) => true,
        (HiveType::Char(a), HiveType::Char(b) | HiveType::Varchar(b)) => a <= b,
        (HiveType::Varchar(a), HiveType::Varchar(b)) => a <= b,
        _ => false,
    }
}

/// True where DataFusion's cast can't fail and gives what Hive gives.
fn native(from: &HiveType, to: &HiveType) -> bool {
    use HiveType as T;
    let rank = |ty: &T| match ty {
        T::TinyInt => 1,
        T::SmallInt => 2,
        T::Int => 3,
        T::BigInt => 4,
        T::Float => 5,
        T::Double => 6,
        _ => 0,
    };
    match (from, to) {
        (T::Decimal(p1, s1), T::Decimal(p2, s2)) => s2 >= s1 && p2 - s2 >= p1 - s1,
        (_, T::Decimal(p, s)) if from.is_integer() => p - s >= decimal_digits(from).0,
        (T::Date, T::Timestamp) => true,
        _ => rank(from) > 0 && rank(from) < rank(to),
    }
}

fn native_cast(expr: Expr, to: &HiveType) -> Expr {
    let ty = arrow_type(to);
    if let Expr::Literal(value, _) = &expr
        && let Ok(value) = value.cast_to(&ty)
    {
        return Expr::Literal(value, None);
    }
    datafusion::logical_expr::cast(expr, ty)
}

fn routine_cast(expr: Expr, from: HiveType, to: &HiveType) -> Expr {
    let zoned = uses_zone(&from, to);
    let types = vec![from, to.clone()];
    let args = vec![expr];
    if !zoned && let Some(value) = routine::fold(&CAST, &args, &types, Tz::UTC) {
        return Expr::Literal(value, None);
    }
    routine::call(&CAST, args, types)
}

/// True where the session's zone matters.
fn uses_zone(from: &HiveType, to: &HiveType) -> bool {
    use HiveType as T;
    match (from, to) {
        (T::TimestampLocalTz, _) | (_, T::TimestampLocalTz) => true,
        (T::Timestamp, _) => matches!(group(to), Group::Numeric | Group::Boolean),
        (T::Array(a), T::Array(b)) => uses_zone(a, b),
        (T::Map(ka, va), T::Map(kb, vb)) => uses_zone(ka, kb) || uses_zone(va, vb),
        (T::Struct(a), T::Struct(b)) => a.iter().zip(b).any(|(a, b)| uses_zone(&a.ty, &b.ty)),
        _ => false,
    }
}

/// The routine behind every cast that isn't native.
pub(crate) static CAST: Routine = Routine {
    name: "cast",
    body: cast_body,
};

fn cast_body(call: &Call<'_>) -> Result<ArrayRef> {
    convert(call.raw(0)?, call.ty(0)?, call.ty(1)?, call.zone)
}

/// Converts an array from one Hive type to another.
pub(crate) fn convert(
    array: &ArrayRef,
    from: &HiveType,
    to: &HiveType,
    zone: Tz,
) -> Result<ArrayRef> {
    use HiveType as T;
    if from == to || same_values(from, to) {
        return Ok(array.clone());
    }
    if !castable(from, to) || *from == T::Void {
        return Ok(new_null_array(&arrow_type(to), array.len()));
    }
    if native(from, to) {
        return Ok(arrow::compute::cast(array, &arrow_type(to))?);
    }
    let args = [(array.clone(), false)];
    let types = [from.clone(), to.clone()];
    let call = Call::new(&args, array.len(), &types, zone);
    match to {
        T::Boolean => number::to_boolean(&call),
        T::TinyInt | T::SmallInt | T::Int | T::BigInt => number::to_integer(&call),
        T::Float | T::Double => number::to_float(&call),
        T::Decimal(p, s) => number::to_decimal(&call, *p, *s),
        T::String => text::to_string(&call, u32::MAX, false),
        T::Varchar(n) => text::to_string(&call, *n, false),
        T::Char(n) => text::to_string(&call, *n, true),
        T::Binary => text::to_binary(&call),
        T::Date => time::to_date(&call),
        T::Timestamp | T::TimestampLocalTz => time::to_timestamp(&call),
        T::IntervalYearMonth | T::IntervalDayTime => time::to_interval(&call),
        T::Array(_) | T::Map(..) | T::Struct(_) => nested::convert(&call),
        T::Union(_) | T::Void => Ok(new_null_array(&arrow_type(to), array.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{b, d, i, l, null, of, s, shown};
    use HiveType as T;

    #[track_caller]
    fn check(value: Typed, to: T, expected: &str) {
        let label = format!("{value:?} as {to}");
        assert_eq!(shown(&cast(value, &to)), expected, "{label}");
    }

    #[test]
    fn to_integers() {
        check(s(" 12 "), T::Int, "12");
        check(s("12.9"), T::Int, "12");
        check(s("x"), T::Int, "NULL");
        check(s(""), T::BigInt, "NULL");
        check(s("300"), T::TinyInt, "NULL");
        check(i(300), T::TinyInt, "44");
        check(l(4_294_967_297), T::Int, "1");
        check(d(1e10), T::Int, "2147483647");
        check(d(-1.9), T::BigInt, "-1");
        check(d(f64::NAN), T::Int, "0");
        check(b(true), T::Int, "1");
        check(of("99999999999", T::Decimal(20, 0)), T::Int, "NULL");
        check(of("-1.99", T::Decimal(20, 2)), T::Int, "-1");
        // Midnight in US/Pacific is 8 o'clock in UTC.
        check(of("1970-01-01", T::Timestamp), T::BigInt, "28800");
        check(of("2009-01-01", T::Date), T::Int, "NULL");
        check(null(), T::Int, "NULL");
    }

    #[test]
    fn to_other_numbers() {
        check(s("1e3"), T::Double, "1000.0");
        check(s("abc"), T::Double, "NULL");
        check(of("0.1", T::Decimal(10, 1)), T::Double, "0.1");
        check(
            of("1970-01-01 00:00:00.5", T::Timestamp),
            T::Double,
            "28800.5",
        );
        check(d(1.005), T::Decimal(10, 2), "1.01");
        check(d(123456.0), T::Decimal(5, 0), "NULL");
        check(i(7), T::Decimal(10, 2), "7.00");
        check(i(700), T::Decimal(4, 2), "NULL");
        check(of("1.25", T::Decimal(5, 2)), T::Decimal(3, 1), "1.3");
        check(s("0"), T::Boolean, "false");
        check(s("No"), T::Boolean, "false");
        check(s("f"), T::Boolean, "true");
        check(d(0.5), T::Boolean, "true");
    }

    #[test]
    fn to_texts() {
        check(b(true), T::String, "TRUE");
        check(d(1e10), T::String, "1.0E10");
        check(s("hello  "), T::Char(10), "hello");
        check(s("hello"), T::Varchar(3), "hel");
        check(s("żółw"), T::Char(2), "żó");
        check(i(-5), T::Char(1), "-");
        check(
            of("2016-01-03 12:26:34", T::TimestampLocalTz),
            T::String,
            "2016-01-03 12:26:34.0 US/Pacific",
        );
        check(of("1-2", T::IntervalYearMonth), T::String, "1-2");
        check(cast(s("ab"), &T::Binary), T::String, "ab");
    }

    #[test]
    fn to_times() {
        check(s("2009-07-30 04:17:52"), T::Date, "2009-07-30");
        check(s("2009-7-3"), T::Date, "2009-07-03");
        check(s("junk"), T::Date, "NULL");
        check(i(1500), T::Timestamp, "1970-01-01 00:00:01.5");
        check(d(1.5), T::Timestamp, "1970-01-01 00:00:01.5");
        check(d(-0.5), T::Timestamp, "1969-12-31 23:59:59.5");
        check(
            of("2009-07-30", T::Date),
            T::Timestamp,
            "2009-07-30 00:00:00",
        );
        let instant = of("2016-01-03 20:26:34 UTC", T::TimestampLocalTz);
        check(instant.clone(), T::Timestamp, "2016-01-03 12:26:34");
        check(instant, T::Date, "2016-01-03");
        check(i(1), T::Date, "NULL");
    }

    #[test]
    fn refuses_what_hive_refuses() {
        assert!(try_cast(of("2009-01-01", T::Date), &T::Int).is_err());
        assert!(try_cast(i(1), &T::Date).is_err());
        assert!(try_cast(i(1), &T::Timestamp).is_ok());
    }
}
