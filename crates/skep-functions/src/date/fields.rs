//! `year` … `second`: what a date, a timestamp, a text or an interval holds (`UDFYear`, `UDFHour` …).

use arrow::array::{
    ArrayRef, DurationMicrosecondArray, IntervalYearMonthArray, StringViewArray,
    TimestampMicrosecondArray,
};
use arrow::datatypes::Int32Type;
use datafusion::common::Result;
use skep_hiveql::types::HiveType;
use skep_serde::primitive::calendar::{
    MICROS_PER_SECOND, date_of, days_of, iso_weekday, split_micros,
};
use skep_serde::primitive::{parse_time_of_day, parse_timestamp_lenient};

use crate::call::{Bound, CallArgs, count, wrong};
use crate::cast::cast;
use crate::convert::{Group, group};
use crate::registry::Typed;
use crate::routine::{Call, Routine, call_or_fold};

/// Binds a field of a time.
pub(super) fn bind(name: &str, args: CallArgs) -> Bound {
    count(name, &args, 1, 1)?;
    let Some(value) = args.into_iter().next() else {
        return count(name, &[], 1, 1).map(|()| Typed {
            expr: crate::cast::null(&HiveType::Int),
            ty: HiveType::Int,
        });
    };
    let clock = matches!(name, "hour" | "minute" | "second");
    let source = match (&value.ty, group(&value.ty)) {
        (HiveType::IntervalYearMonth, _) if matches!(name, "year" | "month") => value.ty.clone(),
        (HiveType::IntervalDayTime, _) if clock || name == "day" => value.ty.clone(),
        (_, Group::String) if clock => HiveType::String,
        (_, Group::Date | Group::String | Group::Void) => HiveType::Timestamp,
        (ty, _) => return Err(wrong(name, 0, "a date, timestamp or string", ty)),
    };
    let routine = match source {
        HiveType::IntervalYearMonth => of_year_month(name),
        HiveType::IntervalDayTime => of_day_time(name),
        HiveType::String => of_clock_text(name),
        _ => of_timestamp(name),
    };
    let value = cast(value, &source);
    let expr = call_or_fold(routine, vec![value.expr], vec![HiveType::Int]);
    Ok(Typed {
        expr,
        ty: HiveType::Int,
    })
}

fn of_timestamp(name: &str) -> &'static Routine {
    match name {
        "year" => &YEAR,
        "quarter" => &QUARTER,
        "month" => &MONTH,
        "day" => &DAY,
        "dayofweek" => &DAY_OF_WEEK,
        "weekofyear" => &WEEK,
        "hour" => &HOUR,
        "minute" => &MINUTE,
        _ => &SECOND,
    }
}

static YEAR: Routine = Routine {
    name: "year",
    body: |c| of(c, |d, _| date_of(d).0),
};
static QUARTER: Routine = Routine {
    name: "quarter",
    body: |c| of(c, |d, _| (date_of(d).1 + 2) / 3),
};
static MONTH: Routine = Routine {
    name: "month",
    body: |c| of(c, |d, _| date_of(d).1),
};
static DAY: Routine = Routine {
    name: "day",
    body: |c| of(c, |d, _| date_of(d).2),
};
static DAY_OF_WEEK: Routine = Routine {
    name: "dayofweek",
    body: |c| of(c, |d, _| iso_weekday(d) % 7 + 1),
};
static WEEK: Routine = Routine {
    name: "weekofyear",
    body: |c| of(c, |d, _| iso_week(d)),
};
static HOUR: Routine = Routine {
    name: "hour",
    body: |c| of(c, |_, s| s / 3600),
};
static MINUTE: Routine = Routine {
    name: "minute",
    body: |c| of(c, |_, s| s / 60 % 60),
};
static SECOND: Routine = Routine {
    name: "second",
    body: |c| of(c, |_, s| s % 60),
};

/// A field of a timestamp, from its day and its second in the day.
fn of(call: &Call<'_>, field: fn(i64, i64) -> i64) -> Result<ArrayRef> {
    let times = call.arg::<TimestampMicrosecondArray>(0)?;
    call.numbers::<Int32Type>(|i| {
        let (days, of_day) = split_micros(times.get(i)?);
        i32::try_from(field(days, of_day / MICROS_PER_SECOND)).ok()
    })
}

/// The ISO week: the one that holds the year's first Thursday is the first.
pub(super) fn iso_week(days: i64) -> i64 {
    let thursday = days - iso_weekday(days) + 4;
    let first = days_of(date_of(thursday).0, 1, 1).map_or(thursday, i64::from);
    (thursday - first) / 7 + 1
}

fn of_clock_text(name: &str) -> &'static Routine {
    match name {
        "hour" => &HOUR_TEXT,
        "minute" => &MINUTE_TEXT,
        _ => &SECOND_TEXT,
    }
}

static HOUR_TEXT: Routine = Routine {
    name: "hour_of_text",
    body: |c| of_text(c, |s| s / 3600),
};
static MINUTE_TEXT: Routine = Routine {
    name: "minute_of_text",
    body: |c| of_text(c, |s| s / 60 % 60),
};
static SECOND_TEXT: Routine = Routine {
    name: "second_of_text",
    body: |c| of_text(c, |s| s % 60),
};

/// A text may be a time of day alone.
fn of_text(call: &Call<'_>, field: fn(i64) -> i64) -> Result<ArrayRef> {
    let texts = call.arg::<StringViewArray>(0)?;
    call.numbers::<Int32Type>(|i| {
        let text = texts.get(i)?.as_bytes();
        let of_day = match parse_time_of_day(text) {
            Some(of_day) => of_day,
            None => split_micros(parse_timestamp_lenient(text)?).1,
        };
        i32::try_from(field(of_day / MICROS_PER_SECOND)).ok()
    })
}

fn of_year_month(name: &str) -> &'static Routine {
    if name == "year" { &YEARS } else { &MONTHS }
}

static YEARS: Routine = Routine {
    name: "interval_year",
    body: |c| of_months(c, |m| m / 12),
};
static MONTHS: Routine = Routine {
    name: "interval_month",
    body: |c| of_months(c, |m| m % 12),
};

fn of_months(call: &Call<'_>, field: fn(i32) -> i32) -> Result<ArrayRef> {
    let months = call.arg::<IntervalYearMonthArray>(0)?;
    call.numbers::<Int32Type>(|i| months.get(i).map(field))
}

fn of_day_time(name: &str) -> &'static Routine {
    match name {
        "day" => &DAYS,
        "hour" => &HOURS,
        "minute" => &MINUTES,
        _ => &SECONDS,
    }
}

static DAYS: Routine = Routine {
    name: "interval_day",
    body: |c| of_span(c, |s| s / 86_400),
};
static HOURS: Routine = Routine {
    name: "interval_hour",
    body: |c| of_span(c, |s| s / 3600 % 24),
};
static MINUTES: Routine = Routine {
    name: "interval_minute",
    body: |c| of_span(c, |s| s / 60 % 60),
};
static SECONDS: Routine = Routine {
    name: "interval_second",
    body: |c| of_span(c, |s| s % 60),
};

fn of_span(call: &Call<'_>, field: fn(i64) -> i64) -> Result<ArrayRef> {
    let spans = call.arg::<DurationMicrosecondArray>(0)?;
    call.numbers::<Int32Type>(|i| i32::try_from(field(spans.get(i)? / MICROS_PER_SECOND)).ok())
}
