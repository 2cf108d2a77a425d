//! Dates and times: the group's table, and how its calls are bound.

mod fields;
mod pattern;
mod round;
mod shift;
#[cfg(test)]
mod tests;
mod unix;

use datafusion::prelude::Expr;
use datafusion::scalar::ScalarValue;
use skep_hiveql::types::HiveType;

use crate::call::{Bound, CallArgs, count, scalar, wrong};
use crate::cast::cast;
use crate::convert::{Group, group};
use crate::registry::{Context, Function, Typed};
use crate::routine::{Routine, call, call_or_fold};

use HiveType as T;

/// The group's functions.
#[rustfmt::skip]
pub(crate) const FUNCTIONS: &[Function] = &[
    scalar("year", "year(date | interval)", "the year",
        ("year('2009-07-30')", "2009"), |_, a| fields::bind("year", a)).of("date"),
    scalar("quarter", "quarter(date)", "the quarter of the year, 1 to 4",
        ("quarter('2015-04-08')", "2"), |_, a| fields::bind("quarter", a)).of("date"),
    scalar("month", "month(date | interval)", "the month, 1 to 12",
        ("month('2009-07-30')", "7"), |_, a| fields::bind("month", a)).of("date"),
    scalar("day", "day(date | interval)", "the day of the month, or an interval's days",
        ("day('2009-07-30')", "30"), |_, a| fields::bind("day", a)).or(&["dayofmonth"]).of("date"),
    scalar("dayofweek", "dayofweek(date)", "the day of the week, 1 for Sunday to 7 for Saturday",
        ("dayofweek('2009-07-30')", "5"), |_, a| fields::bind("dayofweek", a)).of("date"),
    scalar("weekofyear", "weekofyear(date)", "the ISO week of the year",
        ("weekofyear('2008-02-20')", "8"), |_, a| fields::bind("weekofyear", a)).of("date"),
    scalar("hour", "hour(time | interval)", "the hour, 0 to 23",
        ("hour('2009-07-30 12:58:59')", "12"), |_, a| fields::bind("hour", a)).of("date"),
    scalar("minute", "minute(time | interval)", "the minute, 0 to 59",
        ("minute('2009-07-30 12:58:59')", "58"), |_, a| fields::bind("minute", a)).of("date"),
    scalar("second", "second(time | interval)", "the second, 0 to 59",
        ("second('2009-07-30 12:58:59')", "59"), |_, a| fields::bind("second", a)).of("date"),
    scalar("to_date", "to_date(expr)", "the date part of a date, timestamp or text",
        ("to_date('2009-07-30 04:17:52')", "2009-07-30"), |_, a| to_date(a)).of("date"),
    scalar("last_day", "last_day(date)", "the last day of the month",
        ("last_day('2009-01-12')", "2009-01-31"), |_, a| dates("last_day", &shift::LAST_DAY, a, &[T::Date], T::String)).of("date"),
    scalar("next_day", "next_day(date, weekday)", "the first such weekday after the date",
        ("next_day('2015-01-14', 'TU')", "2015-01-20"), |_, a| dates("next_day", &shift::NEXT_DAY, a, &[T::Date, T::String], T::String)).of("date"),
    scalar("date_add", "date_add(date, days)", "the date some days later",
        ("date_add('2009-07-30', 1)", "2009-07-31"), |_, a| dates("date_add", &shift::DATE_ADD, a, &[T::Date, T::Int], T::Date)).of("date"),
    scalar("date_sub", "date_sub(date, days)", "the date some days earlier",
        ("date_sub('2009-07-30', 1)", "2009-07-29"), |_, a| dates("date_sub", &shift::DATE_SUB, a, &[T::Date, T::Int], T::Date)).of("date"),
    scalar("datediff", "datediff(end, start)", "how many days end is after start",
        ("datediff('2009-07-30', '2009-07-31')", "-1"), |_, a| dates("datediff", &shift::DATEDIFF, a, &[T::Date, T::Date], T::Int)).of("date"),
    scalar("add_months", "add_months(date, months[, format])", "the date some months later; the last day of a month stays the last",
        ("add_months('2009-08-31', 1)", "2009-09-30"), |_, a| add_months(a)).of("date"),
    scalar("months_between", "months_between(end, start[, round])", "how many months end is after start, rounded to 8 digits",
        ("months_between('1997-02-28 10:30:00', '1996-10-30')", "3.94959677"), |_, a| months_between(a)).of("date"),
    scalar("trunc", "trunc(date, unit) or trunc(number[, digits])", "the first day of the MONTH, QUARTER or YEAR, or a number cut to digits",
        ("trunc('2009-02-12', 'MM')", "2009-02-01"), |_, a| round::trunc(a)).of("date"),
    scalar("date_format", "date_format(time, pattern)", "a time laid out by a Java pattern",
        ("date_format('2015-04-08', 'y')", "2015"), |_, a| zoned("date_format", &unix::DATE_FORMAT, a, &[T::Timestamp, T::String], T::String)).of("date"),
    scalar("from_unixtime", "from_unixtime(seconds[, pattern])", "seconds since 1970 as a text in the session's zone",
        ("from_unixtime(0, 'uuuu')", "1969"), |_, a| from_unixtime(a)).of("date"),
    scalar("unix_timestamp", "unix_timestamp([time[, pattern]])", "a time, or now, as seconds since 1970",
        ("unix_timestamp('1970-01-01 00:00:00') >= 0", "true"), unix_timestamp).of("date"),
    scalar("to_unix_timestamp", "to_unix_timestamp(time[, pattern])", "a time as seconds since 1970",
        ("to_unix_timestamp('1970-01-01 00:00:00') >= 0", "true"), |_, a| to_unix_timestamp(a)).of("date"),
    scalar("from_utc_timestamp", "from_utc_timestamp(timestamp, zone)", "a UTC time as a zone's wall clock",
        ("from_utc_timestamp('2015-01-01 00:00:00', 'UTC')", "2015-01-01 00:00:00"), |_, a| dates("from_utc_timestamp", &unix::FROM_UTC, a, &[T::Timestamp, T::String], T::Timestamp)).of("date"),
    scalar("to_utc_timestamp", "to_utc_timestamp(timestamp, zone)", "a zone's wall clock as UTC time",
        ("to_utc_timestamp('2015-01-01 00:00:00', 'UTC')", "2015-01-01 00:00:00"), |_, a| dates("to_utc_timestamp", &unix::TO_UTC, a, &[T::Timestamp, T::String], T::Timestamp)).of("date"),
    scalar("to_epoch_milli", "to_epoch_milli(timestamp)", "a timestamp as milliseconds since 1970",
        ("to_epoch_milli(timestamp '1970-01-01 00:00:01')", "1000"), |_, a| dates("to_epoch_milli", &unix::TO_MILLIS, a, &[T::Timestamp], T::BigInt)).of("date"),
    scalar("current_date", "current_date()", "the day on which the query started, in the session's zone",
        ("current_date() = to_date(current_timestamp())", "true"), current_date).of("date"),
    scalar("current_timestamp", "current_timestamp()", "the time at which the query started, in the session's zone",
        ("current_timestamp() = current_timestamp()", "true"), current_timestamp).of("date"),
    scalar("floor_year", "floor_year(timestamp)", "the start of the year",
        ("floor_year(timestamp '2009-07-30 12:58:59')", "2009-01-01 00:00:00"), |_, a| round::floor("floor_year", a)).of("date"),
    scalar("floor_quarter", "floor_quarter(timestamp)", "the start of the quarter",
        ("floor_quarter(timestamp '2009-08-30 12:58:59')", "2009-07-01 00:00:00"), |_, a| round::floor("floor_quarter", a)).of("date"),
    scalar("floor_month", "floor_month(timestamp)", "the start of the month",
        ("floor_month(timestamp '2009-07-30 12:58:59')", "2009-07-01 00:00:00"), |_, a| round::floor("floor_month", a)).of("date"),
    scalar("floor_week", "floor_week(timestamp)", "the start of the week, Monday",
        ("floor_week(timestamp '2009-07-30 12:58:59')", "2009-07-27 00:00:00"), |_, a| round::floor("floor_week", a)).of("date"),
    scalar("floor_day", "floor_day(timestamp)", "the start of the day",
        ("floor_day(timestamp '2009-07-30 12:58:59')", "2009-07-30 00:00:00"), |_, a| round::floor("floor_day", a)).of("date"),
    scalar("floor_hour", "floor_hour(timestamp)", "the start of the hour",
        ("floor_hour(timestamp '2009-07-30 12:58:59')", "2009-07-30 12:00:00"), |_, a| round::floor("floor_hour", a)).of("date"),
    scalar("floor_minute", "floor_minute(timestamp)", "the start of the minute",
        ("floor_minute(timestamp '2009-07-30 12:58:59')", "2009-07-30 12:58:00"), |_, a| round::floor("floor_minute", a)).of("date"),
    scalar("floor_second", "floor_second(timestamp)", "the start of the second",
        ("floor_second(timestamp '2009-07-30 12:58:59.5')", "2009-07-30 12:58:59"), |_, a| round::floor("floor_second", a)).of("date"),
];

/// Arguments cast to the given types, as many as there are.
fn converted(
    name: &str,
    args: CallArgs,
    types: &[HiveType],
) -> Result<Vec<Expr>, crate::registry::CallError> {
    args.into_iter()
        .zip(types)
        .enumerate()
        .map(|(n, (arg, ty))| {
            let timely = matches!(group(ty), Group::Date);
            let fits = match group(&arg.ty) {
                Group::Complex => false,
                Group::Boolean | Group::Numeric | Group::Binary | Group::Interval => !timely,
                _ => true,
            };
            if fits {
                Ok(cast(arg, ty).expr)
            } else {
                Err(wrong(name, n, &ty.to_string(), &arg.ty))
            }
        })
        .collect()
}

/// A call of a routine that doesn't depend on the session's zone.
fn dates(
    name: &str,
    routine: &'static Routine,
    args: CallArgs,
    types: &[HiveType],
    returns: HiveType,
) -> Bound {
    count(name, &args, types.len(), types.len())?;
    let args = converted(name, args, types)?;
    let expr = call_or_fold(routine, args, vec![returns.clone()]);
    Ok(Typed { expr, ty: returns })
}

/// A call of a routine that does.
fn zoned(
    name: &str,
    routine: &'static Routine,
    args: CallArgs,
    types: &[HiveType],
    returns: HiveType,
) -> Bound {
    count(name, &args, types.len(), types.len())?;
    let args = converted(name, args, types)?;
    let expr = call(routine, args, vec![returns.clone()]);
    Ok(Typed { expr, ty: returns })
}

/// A text must begin with a date; the cast to date would be stricter.
fn to_date(args: CallArgs) -> Bound {
    if args.first().is_some_and(|a| a.ty.is_string()) {
        return dates("to_date", &shift::TO_DATE, args, &[T::String], T::Date);
    }
    count("to_date", &args, 1, 1)?;
    let args = converted("to_date", args, &[T::Date])?;
    let expr = args
        .into_iter()
        .next()
        .unwrap_or_else(|| crate::cast::null(&T::Date));
    Ok(Typed { expr, ty: T::Date })
}

fn text(value: &str) -> Typed {
    let value = ScalarValue::Utf8View(Some(value.into()));
    Typed {
        expr: Expr::Literal(value, None),
        ty: T::String,
    }
}

fn add_months(mut args: CallArgs) -> Bound {
    count("add_months", &args, 2, 3)?;
    if args.len() == 2 {
        args.push(text("yyyy-MM-dd"));
    }
    let types = [T::Timestamp, T::Int, T::String];
    dates("add_months", &shift::ADD_MONTHS, args, &types, T::String)
}

fn months_between(mut args: CallArgs) -> Bound {
    count("months_between", &args, 2, 3)?;
    if args.len() == 2 {
        let yes = Expr::Literal(ScalarValue::Boolean(Some(true)), None);
        args.push(Typed {
            expr: yes,
            ty: T::Boolean,
        });
    }
    let types = [T::Timestamp, T::Timestamp, T::Boolean];
    dates(
        "months_between",
        &shift::MONTHS_BETWEEN,
        args,
        &types,
        T::Double,
    )
}

fn from_unixtime(mut args: CallArgs) -> Bound {
    count("from_unixtime", &args, 1, 2)?;
    match args.first() {
        Some(a) if a.ty.is_integer() || a.ty == T::Void => {}
        Some(a) => return Err(wrong("from_unixtime", 0, "int or bigint", &a.ty)),
        None => {}
    }
    if args.len() == 1 {
        args.push(text("uuuu-MM-dd HH:mm:ss"));
    }
    zoned(
        "from_unixtime",
        &unix::FROM_UNIXTIME,
        args,
        &[T::BigInt, T::String],
        T::String,
    )
}

fn unix_timestamp(context: &Context, args: CallArgs) -> Bound {
    if args.is_empty() {
        let now = ScalarValue::Int64(Some(context.now.timestamp()));
        return Ok(Typed {
            expr: Expr::Literal(now, None),
            ty: T::BigInt,
        });
    }
    to_unix_timestamp(args)
}

fn to_unix_timestamp(args: CallArgs) -> Bound {
    count("to_unix_timestamp", &args, 1, 2)?;
    let string = args.first().is_some_and(|a| a.ty.is_string());
    if string && args.len() == 2 {
        let types = [T::String, T::String];
        return zoned(
            "to_unix_timestamp",
            &unix::PARSE_PATTERN,
            args,
            &types,
            T::BigInt,
        );
    }
    let one: CallArgs = args.into_iter().take(1).collect();
    if string {
        return zoned(
            "to_unix_timestamp",
            &unix::PARSE_TEXT,
            one,
            &[T::String],
            T::BigInt,
        );
    }
    let instant = [T::TimestampLocalTz];
    zoned(
        "to_unix_timestamp",
        &unix::TO_SECONDS,
        one,
        &instant,
        T::BigInt,
    )
}

fn local_now(context: &Context) -> i64 {
    let zone = skep_serde::primitive::Zone::Region(context.timezone);
    skep_serde::primitive::local_of_instant(context.now.timestamp_micros(), zone)
}

fn current_date(context: &Context, args: CallArgs) -> Bound {
    count("current_date", &args, 0, 0)?;
    let day = skep_serde::primitive::calendar::split_micros(local_now(context)).0;
    let value = ScalarValue::Date32(i32::try_from(day).ok());
    Ok(Typed {
        expr: Expr::Literal(value, None),
        ty: T::Date,
    })
}

fn current_timestamp(context: &Context, args: CallArgs) -> Bound {
    count("current_timestamp", &args, 0, 0)?;
    let value = ScalarValue::TimestampMicrosecond(Some(local_now(context)), None);
    Ok(Typed {
        expr: Expr::Literal(value, None),
        ty: T::Timestamp,
    })
}
