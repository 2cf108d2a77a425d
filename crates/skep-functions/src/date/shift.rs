//! Dates moved and measured: `date_add`, `add_months`, `last_day`, `months_between` …

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Int32Array, StringViewArray, TimestampMicrosecondArray,
};
use arrow::datatypes::{Date32Type, Float64Type, Int32Type};
use chrono_tz::Tz;
use datafusion::common::Result;
use skep_serde::primitive::calendar::{
    MICROS_PER_DAY, MICROS_PER_SECOND, date_of, days_in_month, days_of, iso_weekday, split_micros,
};
use skep_serde::primitive::{format_date, parse_date, parse_f64, rescale};

use super::pattern::Pattern;
use crate::cast::number::double_decimal;
use crate::operators::plus_months;
use crate::routine::{Call, Routine};

pub(super) static TO_DATE: Routine = Routine {
    name: "to_date",
    body: to_date,
};
pub(super) static LAST_DAY: Routine = Routine {
    name: "last_day",
    body: last_day,
};
pub(super) static NEXT_DAY: Routine = Routine {
    name: "next_day",
    body: next_day,
};
pub(super) static DATE_ADD: Routine = Routine {
    name: "date_add",
    body: date_add,
};
pub(super) static DATE_SUB: Routine = Routine {
    name: "date_sub",
    body: date_sub,
};
pub(super) static DATEDIFF: Routine = Routine {
    name: "datediff",
    body: datediff,
};
pub(super) static ADD_MONTHS: Routine = Routine {
    name: "add_months",
    body: add_months,
};
pub(super) static MONTHS_BETWEEN: Routine = Routine {
    name: "months_between",
    body: months_between,
};

fn to_date(call: &Call<'_>) -> Result<ArrayRef> {
    let texts = call.arg::<StringViewArray>(0)?;
    call.numbers::<Date32Type>(|i| parse_date(texts.get(i)?.as_bytes()))
}

fn month_end(days: i64) -> Option<i32> {
    let (year, month, _) = date_of(days);
    days_of(year, month, days_in_month(year, month))
}

fn last_day(call: &Call<'_>) -> Result<ArrayRef> {
    let dates = call.arg::<Date32Array>(0)?;
    call.texts(|i, out| {
        format_date(month_end(i64::from(dates.get(i)?))?, out);
        Some(())
    })
}

/// 1 for Monday to 7 for Sunday; by two letters, three, or the whole name.
fn weekday(name: &str) -> Option<i64> {
    const NAMES: [&str; 7] = [
        "MONDAY",
        "TUESDAY",
        "WEDNESDAY",
        "THURSDAY",
        "FRIDAY",
        "SATURDAY",
        "SUNDAY",
    ];
    let name = name.to_ascii_uppercase();
    let is =
        |day: &&str| name == **day || day.get(..2) == Some(&name) || day.get(..3) == Some(&name);
    NAMES
        .iter()
        .position(is)
        .and_then(|at| i64::try_from(at + 1).ok())
}

fn next_day(call: &Call<'_>) -> Result<ArrayRef> {
    let (dates, names) = (call.arg::<Date32Array>(0)?, call.arg::<StringViewArray>(1)?);
    call.texts(|i, out| {
        let days = i64::from(dates.get(i)?);
        let ahead = (weekday(names.get(i)?)? - iso_weekday(days)).rem_euclid(7);
        let ahead = if ahead == 0 { 7 } else { ahead };
        format_date(i32::try_from(days + ahead).ok()?, out);
        Some(())
    })
}

fn date_add(call: &Call<'_>) -> Result<ArrayRef> {
    let (dates, days) = (call.arg::<Date32Array>(0)?, call.arg::<Int32Array>(1)?);
    call.numbers::<Date32Type>(|i| dates.get(i)?.checked_add(days.get(i)?))
}

fn date_sub(call: &Call<'_>) -> Result<ArrayRef> {
    let (dates, days) = (call.arg::<Date32Array>(0)?, call.arg::<Int32Array>(1)?);
    call.numbers::<Date32Type>(|i| dates.get(i)?.checked_sub(days.get(i)?))
}

fn datediff(call: &Call<'_>) -> Result<ArrayRef> {
    let (ends, starts) = (call.arg::<Date32Array>(0)?, call.arg::<Date32Array>(1)?);
    call.numbers::<Int32Type>(|i| ends.get(i)?.checked_sub(starts.get(i)?))
}

/// The last day of a month becomes the last day of the other.
fn add_months(call: &Call<'_>) -> Result<ArrayRef> {
    let times = call.arg::<TimestampMicrosecondArray>(0)?;
    let (months, formats) = (call.arg::<Int32Array>(1)?, call.arg::<StringViewArray>(2)?);
    call.texts(|i, out| {
        let (days, of_day) = split_micros(times.get(i)?);
        let (months, format) = (months.get(i)?, formats.get(i)?);
        let moved = i64::from(plus_months(days, i64::from(months))?);
        let last = month_end(days).map(i64::from) == Some(days);
        let moved = if last {
            i64::from(month_end(moved)?)
        } else {
            moved
        };
        let local = moved.checked_mul(MICROS_PER_DAY)?.checked_add(of_day)?;
        Pattern::new(format)?.write(local, Tz::UTC, out)
    })
}

fn months_between(call: &Call<'_>) -> Result<ArrayRef> {
    let ends = call.arg::<TimestampMicrosecondArray>(0)?;
    let starts = call.arg::<TimestampMicrosecondArray>(1)?;
    let rounded = call.arg::<BooleanArray>(2)?;
    call.numbers::<Float64Type>(|i| {
        let value = months(ends.get(i)?, starts.get(i)?);
        if !rounded.get(i)? {
            return Some(value);
        }
        let digits = double_decimal(value, 38, 18).and_then(|v| rescale(v, 18, 38, 8))?;
        let mut text = Vec::new();
        skep_serde::primitive::format_decimal(digits, 8, &mut text);
        parse_f64(&text)
    })
}

/// Whole months where the days agree or both end their month; else a month counts 31 days.
fn months(end: i64, start: i64) -> f64 {
    let ((d1, t1), (d2, t2)) = (split_micros(end), split_micros(start));
    let ((y1, m1, day1), (y2, m2, day2)) = (date_of(d1), date_of(d2));
    let whole = (y1 - y2) * 12 + m1 - m2;
    let both_last = day1 == days_in_month(y1, m1) && day2 == days_in_month(y2, m2);
    if day1 == day2 || both_last {
        return whole as f64;
    }
    let seconds = |day: i64, of_day: i64| day * 86_400 + of_day / MICROS_PER_SECOND;
    whole as f64 + (seconds(day1, t1) - seconds(day2, t2)) as f64 / 2_678_400.0
}
