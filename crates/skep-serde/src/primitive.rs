//! Hive's primitive values as text: bytes in, values out, and back.
//!
//! Both the text row formats and the casts read and write values here, so that `SELECT` from a file and `CAST` agree.
//! Parsing never allocates and answers `None` where Hive answers NULL; formatting appends to a buffer.

mod boolean;
pub mod calendar;
mod date;
mod decimal;
mod float;
mod integer;
mod interval;
mod timestamp;
mod zone;

pub use boolean::{format_bool, parse_bool, parse_bool_extended};
pub use date::{format_date, parse_date};
pub use decimal::{format_decimal, parse_decimal, pow10, rescale};
pub use float::{format_f32, format_f64, parse_f32, parse_f64};
pub use integer::{format_int, parse_i8, parse_i16, parse_i32, parse_i64};
pub use interval::{
    format_interval_day_time, format_interval_year_month, parse_interval_day_time,
    parse_interval_year_month,
};
pub use timestamp::{
    format_timestamp, parse_time_of_day, parse_timestamp, parse_timestamp_lenient,
};
pub use zone::{
    Zone, format_timestamp_tz, instant_of_local, local_of_instant, parse_timestamp_tz, parse_zone,
};

/// Cuts what Java's `String.trim` cuts: every byte up to the blank, at both ends.
pub fn trim(mut text: &[u8]) -> &[u8] {
    while let [0..=b' ', rest @ ..] = text {
        text = rest;
    }
    while let [rest @ .., 0..=b' '] = text {
        text = rest;
    }
    text
}

/// Reads `min..=max` ASCII digits from the front; more digits than `max` stay in the rest.
pub(crate) fn digits(text: &[u8], min: usize, max: usize) -> Option<(i64, &[u8])> {
    let mut value = 0_i64;
    let mut rest = text;
    let mut count = 0;
    while let [digit @ b'0'..=b'9', tail @ ..] = rest {
        if count == max {
            break;
        }
        value = value
            .checked_mul(10)?
            .checked_add(i64::from(digit - b'0'))?;
        rest = tail;
        count += 1;
    }
    (count >= min).then_some((value, rest))
}

/// Takes one expected byte from the front.
pub(crate) fn literal(text: &[u8], byte: u8) -> Option<&[u8]> {
    match text {
        [first, rest @ ..] if *first == byte => Some(rest),
        _ => None,
    }
}

/// Appends a number with at least `width` digits.
pub fn pad(out: &mut Vec<u8>, value: i64, width: usize) {
    let start = out.len();
    let mut value = value.unsigned_abs();
    while value > 0 || out.len() - start < width {
        out.push(b'0' + u8::try_from(value % 10).unwrap_or(0));
        value /= 10;
    }
    if let Some(digits) = out.get_mut(start..) {
        digits.reverse();
    }
}
