//! Java's hash codes of Hive's values (`ObjectInspectorUtils.hashCode`), column by column.

use arrow::array::{Array, ArrayRef, AsArray, ListArray, MapArray, StructArray};
use arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, DurationMicrosecondType, Float32Type, Float64Type,
    Int8Type, Int16Type, Int32Type, Int64Type, IntervalUnit, IntervalYearMonthType, TimeUnit,
    TimestampMicrosecondType,
};
use chrono::{DateTime, TimeZone};
use chrono_tz::Tz;
use datafusion::common::{Result, exec_err};

use crate::rows::range;

/// The hash code of every value; 0 for NULL.
pub(super) fn hashes(array: &ArrayRef, kind: char, zone: Tz) -> Result<Vec<i32>> {
    /// Each value of a primitive column.
    macro_rules! each {
        ($t:ty, $f:expr) => {{
            let f = $f;
            Ok(array
                .as_primitive::<$t>()
                .iter()
                .map(|v| v.map_or(0, &f))
                .collect())
        }};
    }
    match array.data_type() {
        DataType::Null => Ok(vec![0; array.len()]),
        DataType::Boolean => Ok(array
            .as_boolean()
            .iter()
            .map(|v| i32::from(v == Some(true)))
            .collect()),
        DataType::Int8 => each!(Int8Type, i32::from),
        DataType::Int16 => each!(Int16Type, i32::from),
        DataType::Int32 => each!(Int32Type, |v| v),
        DataType::Int64 => each!(Int64Type, long),
        DataType::Float32 => each!(Float32Type, |v: f32| if v.is_nan() {
            0x7fc0_0000
        } else {
            v.to_bits().cast_signed()
        }),
        DataType::Float64 => each!(Float64Type, double),
        DataType::Decimal128(_, scale) => {
            let scale = *scale;
            each!(Decimal128Type, |v| decimal(v, scale))
        }
        DataType::Date32 => each!(Date32Type, |v| v),
        DataType::Timestamp(TimeUnit::Microsecond, None) => {
            each!(TimestampMicrosecondType, |v| timestamp(v, zone))
        }
        DataType::Timestamp(TimeUnit::Microsecond, Some(_)) => {
            each!(TimestampMicrosecondType, instant)
        }
        DataType::Interval(IntervalUnit::YearMonth) => each!(IntervalYearMonthType, |v| v),
        DataType::Duration(TimeUnit::Microsecond) => each!(DurationMicrosecondType, duration),
        DataType::Utf8View => Ok(array
            .as_string_view()
            .iter()
            .map(|v| v.map_or(0, |v| text(v, kind)))
            .collect()),
        DataType::Binary => Ok(array
            .as_binary::<i32>()
            .iter()
            .map(|v| v.map_or(0, |v| bytes(1, v)))
            .collect()),
        DataType::List(_) => list(array.as_list(), zone),
        DataType::Map(..) => map(array.as_map(), zone),
        DataType::Struct(fields)
            if fields.first().is_some_and(|f| f.name() == "tag") && fields.len() > 1 =>
        {
            union(array.as_struct(), zone)
        }
        DataType::Struct(_) => structure(array.as_struct(), zone),
        other => exec_err!("hash of {other}"),
    }
}

/// `31 * a + b`
pub(super) fn join(a: i32, b: i32) -> i32 {
    a.wrapping_mul(31).wrapping_add(b)
}

/// `Long.hashCode`
#[expect(clippy::cast_possible_truncation, reason = "the low half")]
fn long(v: i64) -> i32 {
    ((v.cast_unsigned() >> 32) as u32 ^ v as u32).cast_signed()
}

/// `Double.hashCode`
fn double(v: f64) -> i32 {
    let bits = if v.is_nan() {
        0x7ff8_0000_0000_0000
    } else {
        v.to_bits()
    };
    long(bits.cast_signed())
}

/// Signed bytes onto a start.
fn bytes(start: i32, v: &[u8]) -> i32 {
    v.iter()
        .fold(start, |h, b| join(h, i32::from(b.cast_signed())))
}

/// A string's hash starts at 0; a `Text` inside char and varchar starts at 1, and a char's blanks don't count.
fn text(v: &str, kind: char) -> i32 {
    match kind {
        'v' => bytes(1, v.as_bytes()),
        'c' => bytes(1, v.trim_end_matches([' ', '\0']).as_bytes()),
        _ => bytes(0, v.as_bytes()),
    }
}

/// `BigDecimal.hashCode` of the value without its trailing zeros.
#[expect(clippy::cast_possible_truncation, reason = "words of 32 bits")]
fn decimal(mut v: i128, scale: i8) -> i32 {
    let mut scale = i32::from(scale);
    if v == 0 {
        return 0;
    }
    while scale > 0 && v % 10 == 0 {
        v /= 10;
        scale -= 1;
    }
    let size = v.unsigned_abs();
    let words = [96, 64, 32, 0].map(|shift| (size >> shift) as u32);
    let hash = words.iter().fold(0, |h, w| join(h, w.cast_signed()));
    let hash = if v < 0 { hash.wrapping_neg() } else { hash };
    join(hash, scale)
}

/// The hash code of Hive's old timestamp: seconds and nanoseconds of the instant in the session's zone.
fn timestamp(micros: i64, zone: Tz) -> i32 {
    let Some(local) = DateTime::from_timestamp_micros(micros).map(|t| t.naive_utc()) else {
        return 0;
    };
    let found = zone.from_local_datetime(&local);
    let seconds = match found.earliest() {
        Some(t) => t.timestamp(),
        // in the gap of a change to summer time Java goes on with the offset before it
        None => {
            let before = zone
                .from_local_datetime(&(local - chrono::Duration::hours(1)))
                .earliest();
            before.map_or_else(|| local.and_utc().timestamp(), |t| t.timestamp() + 3600)
        }
    };
    let nanos = micros.rem_euclid(1_000_000) * 1000;
    long((seconds << 30) | nanos)
}

/// `Instant.hashCode`
fn instant(micros: i64) -> i32 {
    let nanos = i32::try_from(micros.rem_euclid(1_000_000) * 1000).unwrap_or(0);
    long(micros.div_euclid(1_000_000)).wrapping_add(nanos.wrapping_mul(51))
}

/// `HashCodeBuilder` over seconds and nanoseconds.
fn duration(micros: i64) -> i32 {
    let seconds = micros / 1_000_000;
    let nanos = i32::try_from(micros % 1_000_000 * 1000).unwrap_or(0);
    // commons-lang folds a long with an arithmetic shift
    #[expect(clippy::cast_possible_truncation, reason = "the low half")]
    let folded = (seconds ^ (seconds >> 32)) as i32;
    17_i32
        .wrapping_mul(37)
        .wrapping_add(folded)
        .wrapping_mul(37)
        .wrapping_add(nanos)
}

fn list(array: &ListArray, zone: Tz) -> Result<Vec<i32>> {
    let items = hashes(array.values(), '.', zone)?;
    let row = |i| {
        let span = items
            .get(range(array.value_offsets(), i))
            .unwrap_or_default();
        if array.is_null(i) {
            0
        } else {
            span.iter().fold(0, |h, x| join(h, *x))
        }
    };
    Ok((0..array.len()).map(row).collect())
}

fn map(array: &MapArray, zone: Tz) -> Result<Vec<i32>> {
    let keys = hashes(array.keys(), '.', zone)?;
    let values = hashes(array.values(), '.', zone)?;
    let entries = keys
        .iter()
        .zip(&values)
        .map(|(k, v)| k ^ v)
        .collect::<Vec<_>>();
    let row = |i| {
        let span = entries
            .get(range(array.value_offsets(), i))
            .unwrap_or_default();
        if array.is_null(i) {
            0
        } else {
            span.iter().fold(0_i32, |h, x| h.wrapping_add(*x))
        }
    };
    Ok((0..array.len()).map(row).collect())
}

fn structure(array: &StructArray, zone: Tz) -> Result<Vec<i32>> {
    let mut out = vec![0; array.len()];
    for column in array.columns() {
        let hashes = hashes(column, '.', zone)?;
        for (h, x) in out.iter_mut().zip(hashes) {
            *h = join(*h, x);
        }
    }
    for (i, h) in out.iter_mut().enumerate() {
        if array.is_null(i) {
            *h = 0;
        }
    }
    Ok(out)
}

/// A union is hashed as the member that its tag names.
fn union(array: &StructArray, zone: Tz) -> Result<Vec<i32>> {
    let members = array.columns().iter().skip(1);
    let members = members
        .map(|c| hashes(c, '.', zone))
        .collect::<Result<Vec<_>>>()?;
    let Some(tags) = array.columns().first() else {
        return Ok(vec![0; array.len()]);
    };
    let tags = tags.as_primitive::<Int8Type>();
    let row = |i: usize| {
        let tag = usize::try_from(tags.value(i)).unwrap_or(usize::MAX);
        let hash = members
            .get(tag)
            .and_then(|m| m.get(i))
            .copied()
            .unwrap_or(0);
        if array.is_null(i) { 0 } else { hash }
    };
    Ok((0..array.len()).map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn javas_hash_codes() {
        // Java: "hello".hashCode(), Double.hashCode(1.5), new BigDecimal("1.5").hashCode(), Long.hashCode(-1)
        assert_eq!(text("hello", '.'), 99_162_322);
        assert_eq!(double(1.5), 1_073_217_536);
        assert_eq!(decimal(150, 2), 31 * 15 + 1);
        assert_eq!(decimal(-15, 1), 31 * -15 + 1);
        assert_eq!(long(-1), 0);
    }
}
