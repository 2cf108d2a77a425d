//! Murmur 3 in 32 bits with Hive's seed (`org.apache.hive.common.util.Murmur3`), as buckets use it.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, DurationMicrosecondType, Float32Type, Float64Type,
    Int8Type, Int16Type, Int32Type, Int64Type, IntervalUnit, IntervalYearMonthType, TimeUnit,
};
use chrono_tz::Tz;
use datafusion::common::{Result, exec_err};

use super::java::{self, join};
use crate::rows::range;

const SEED: u32 = 104_729;

/// The hash of bytes.
fn murmur(data: &[u8]) -> i32 {
    let mix = |k: u32| {
        k.wrapping_mul(0xcc9e_2d51)
            .rotate_left(15)
            .wrapping_mul(0x1b87_3593)
    };
    let mut hash = SEED;
    let chunks = data.chunks_exact(4);
    let tail = chunks
        .remainder()
        .iter()
        .rev()
        .fold(0_u32, |k, b| (k << 8) | u32::from(*b));
    for chunk in chunks {
        let k = chunk
            .iter()
            .rev()
            .fold(0_u32, |k, b| (k << 8) | u32::from(*b));
        hash = (hash ^ mix(k))
            .rotate_left(13)
            .wrapping_mul(5)
            .wrapping_add(0xe654_6b64);
    }
    hash ^= mix(tail);
    hash ^= u32::try_from(data.len()).unwrap_or(u32::MAX);
    hash = (hash ^ (hash >> 16)).wrapping_mul(0x85eb_ca6b);
    hash = (hash ^ (hash >> 13)).wrapping_mul(0xc2b2_ae35);
    (hash ^ (hash >> 16)).cast_signed()
}

/// `BigInteger.toByteArray`: the fewest bytes of two's complement.
fn big_integer(v: i128) -> Vec<u8> {
    let bytes = v.to_be_bytes();
    let sign = if v < 0 { 0xff } else { 0 };
    let negative = |b: u8| b >= 0x80;
    let mut from = 0;
    while let (Some(first), Some(next)) = (bytes.get(from), bytes.get(from + 1)) {
        if *first != sign || negative(*next) != (v < 0) {
            break;
        }
        from += 1;
    }
    bytes.get(from..).unwrap_or_default().to_vec()
}

/// The hash of every value; 0 for NULL.
pub(super) fn hashes(array: &ArrayRef, kind: char) -> Result<Vec<i32>> {
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
        DataType::Null | DataType::Boolean => java::hashes(array, kind, Tz::UTC),
        DataType::Int8 => each!(Int8Type, i32::from),
        DataType::Int16 => each!(Int16Type, |v: i16| murmur(&v.to_be_bytes())),
        DataType::Int32 => each!(Int32Type, |v: i32| murmur(&v.to_be_bytes())),
        DataType::Int64 => each!(Int64Type, |v: i64| murmur(&v.to_be_bytes())),
        // Hive writes the bits of a float as the number that they are
        DataType::Float32 => each!(Float32Type, |v: f32| {
            #[expect(clippy::cast_precision_loss, reason = "as Hive does")]
            let bits = v.to_bits().cast_signed() as f32;
            murmur(&bits.to_be_bytes())
        }),
        DataType::Float64 => each!(Float64Type, |v: f64| {
            #[expect(clippy::cast_precision_loss, reason = "as Hive does")]
            let bits = v.to_bits().cast_signed() as f64;
            murmur(&bits.to_be_bytes())
        }),
        DataType::Decimal128(_, scale) => {
            let scale = *scale;
            each!(Decimal128Type, |mut v: i128| {
                let mut scale = scale;
                while scale > 0 && v % 10 == 0 {
                    v /= 10;
                    scale -= 1;
                }
                murmur(&big_integer(v))
            })
        }
        DataType::Date32 => each!(Date32Type, |v: i32| murmur(&v.to_be_bytes())),
        DataType::Interval(IntervalUnit::YearMonth) => {
            each!(IntervalYearMonthType, |v: i32| murmur(&v.to_be_bytes()))
        }
        DataType::Duration(TimeUnit::Microsecond) => {
            let codes = java::hashes(array, kind, Tz::UTC)?;
            let values = array.as_primitive::<DurationMicrosecondType>();
            let one = |(h, v): (i32, Option<i64>)| v.map_or(0, |_| murmur(&h.to_be_bytes()));
            Ok(codes.into_iter().zip(values).map(one).collect())
        }
        DataType::Utf8View => {
            let trim = |v: &str| match kind {
                'c' => murmur(v.trim_end_matches([' ', '\0']).as_bytes()),
                _ => murmur(v.as_bytes()),
            };
            Ok(array
                .as_string_view()
                .iter()
                .map(|v| v.map_or(0, trim))
                .collect())
        }
        DataType::Binary => Ok(array
            .as_binary::<i32>()
            .iter()
            .map(|v| v.map_or(0, murmur))
            .collect()),
        _ => nested(array),
    }
}

/// The same for values with parts.
fn nested(array: &ArrayRef) -> Result<Vec<i32>> {
    match array.data_type() {
        DataType::List(_) => {
            let list = array.as_list::<i32>();
            let items = hashes(list.values(), '.')?;
            let row = |i| {
                let span = items
                    .get(range(list.value_offsets(), i))
                    .unwrap_or_default();
                if list.is_null(i) {
                    0
                } else {
                    span.iter().fold(0, |h, x| join(h, *x))
                }
            };
            Ok((0..list.len()).map(row).collect())
        }
        DataType::Map(..) => {
            let map = array.as_map();
            let (keys, values) = (hashes(map.keys(), '.')?, hashes(map.values(), '.')?);
            let entries = keys
                .iter()
                .zip(&values)
                .map(|(k, v)| k ^ v)
                .collect::<Vec<_>>();
            let row = |i| {
                let span = entries
                    .get(range(map.value_offsets(), i))
                    .unwrap_or_default();
                if map.is_null(i) {
                    0
                } else {
                    span.iter().fold(0_i32, |h, x| h.wrapping_add(*x))
                }
            };
            Ok((0..map.len()).map(row).collect())
        }
        DataType::Struct(_) => {
            let structs = array.as_struct();
            let mut out = vec![0; structs.len()];
            for column in structs.columns() {
                for (h, x) in out.iter_mut().zip(hashes(column, '.')?) {
                    *h = join(*h, x);
                }
            }
            Ok(out)
        }
        other => exec_err!("murmur_hash of {other}"),
    }
}
