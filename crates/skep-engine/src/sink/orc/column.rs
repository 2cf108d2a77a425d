//! A column of an ORC stripe: its values, run length encoded, in streams.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{
    Date32Type, Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, TimestampMicrosecondType,
};
use datafusion::error::{DataFusionError, Result};
use orc_rust::proto::stream::Kind as Stream;
use skep_hiveql::types::HiveType;

use super::rle::{Bits, Form, Rle, varint};
use super::types::children;

/// 2015-01-01 00:00:00, which ORC counts timestamps from, in seconds since 1970.
const EPOCH: i64 = 1_420_070_400;

/// The column of one type, with those inside it.
pub(super) struct Column {
    present: Bits,
    /// How many values the stripe has that are there, and how many are NULL.
    there: u64,
    missing: u64,
    values: Values,
    children: Vec<Column>,
    /// The same counts for the whole file.
    pub(super) total_there: u64,
    pub(super) has_null: bool,
}

/// The streams of values.
enum Values {
    /// A struct has only its fields.
    Struct,
    Boolean(Bits),
    Byte(Rle),
    Short(Rle),
    Int(Rle),
    Long(Rle),
    Date(Rle),
    Float(Vec<u8>),
    Double(Vec<u8>),
    Decimal {
        digits: Vec<u8>,
        scale: Rle,
    },
    Text {
        bytes: Vec<u8>,
        length: Rle,
    },
    Binary {
        bytes: Vec<u8>,
        length: Rle,
    },
    Timestamp {
        seconds: Rle,
        nanos: Rle,
    },
    List(Rle),
    Map(Rle),
    Union(Rle),
}

impl Column {
    pub(super) fn new(ty: &HiveType) -> Result<Column> {
        let signed = || Rle::new(Form::Signed);
        let unsigned = || Rle::new(Form::Unsigned);
        let values = match ty {
            HiveType::Boolean => Values::Boolean(Bits::new()),
            HiveType::TinyInt => Values::Byte(Rle::new(Form::Byte)),
            HiveType::SmallInt => Values::Short(signed()),
            HiveType::Int => Values::Int(signed()),
            HiveType::BigInt => Values::Long(signed()),
            HiveType::Date => Values::Date(signed()),
            HiveType::Float => Values::Float(Vec::new()),
            HiveType::Double => Values::Double(Vec::new()),
            HiveType::Decimal(..) => Values::Decimal {
                digits: Vec::new(),
                scale: signed(),
            },
            HiveType::String | HiveType::Varchar(_) | HiveType::Char(_) => Values::Text {
                bytes: Vec::new(),
                length: unsigned(),
            },
            HiveType::Binary => Values::Binary {
                bytes: Vec::new(),
                length: unsigned(),
            },
            HiveType::Timestamp | HiveType::TimestampLocalTz => Values::Timestamp {
                seconds: signed(),
                nanos: unsigned(),
            },
            HiveType::Array(_) => Values::List(unsigned()),
            HiveType::Map(..) => Values::Map(unsigned()),
            HiveType::Struct(_) => Values::Struct,
            HiveType::Union(_) => Values::Union(Rle::new(Form::Byte)),
            HiveType::Void | HiveType::IntervalYearMonth | HiveType::IntervalDayTime => {
                return Err(DataFusionError::Plan(format!("ORC has no type for {ty}")));
            }
        };
        let children = children(ty)
            .into_iter()
            .map(|(_, child)| Column::new(child));
        Ok(Column {
            present: Bits::new(),
            there: 0,
            missing: 0,
            values,
            children: children.collect::<Result<_>>()?,
            total_there: 0,
            has_null: false,
        })
    }

    /// Adds some rows of an array: those that a NULL further up doesn't leave out.
    pub(super) fn add(&mut self, array: &ArrayRef, rows: &[usize]) -> Result<()> {
        let mut there = Vec::with_capacity(rows.len());
        for &row in rows {
            let valid = array.is_valid(row);
            self.present.push(valid);
            if valid {
                there.push(row);
            }
        }
        self.there += there.len() as u64;
        self.missing += (rows.len() - there.len()) as u64;
        self.values.add(array, &there, &mut self.children)
    }

    /// Ends the stripe: the streams of this column and those inside it, each with its column's place in the file,
    /// which is counted in `place`.
    pub(super) fn finish(&mut self, place: &mut u32, out: &mut Vec<(u32, Stream, Vec<u8>)>) {
        let own = *place;
        *place += 1;
        let present = self.present.finish();
        if self.missing > 0 {
            out.push((own, Stream::Present, present));
        }
        for (kind, bytes) in self.values.finish() {
            out.push((own, kind, bytes));
        }
        self.total_there += self.there;
        self.has_null |= self.missing > 0;
        (self.there, self.missing) = (0, 0);
        for child in &mut self.children {
            child.finish(place, out);
        }
    }

    /// About how many bytes the stripe has.
    pub(super) fn size(&self) -> usize {
        let inside: usize = self.children.iter().map(Column::size).sum();
        self.present.size() + self.values.size() + inside
    }

    /// This column and those inside it, depth first.
    pub(super) fn walk<'a>(&'a self, out: &mut Vec<&'a Column>) {
        out.push(self);
        for child in &self.children {
            child.walk(out);
        }
    }
}

/// An array that isn't laid out as its column's type says.
fn unlike(array: &ArrayRef) -> DataFusionError {
    let ty = array.data_type();
    DataFusionError::Internal(format!("an ORC column got values of type {ty}"))
}

/// The values of a primitive array at some rows.
macro_rules! each {
    ($array:expr, $rows:expr, $ty:ty, |$value:ident| $body:expr) => {{
        let values = $array
            .as_primitive_opt::<$ty>()
            .ok_or_else(|| unlike($array))?;
        for &row in $rows {
            let $value = values.value(row);
            $body;
        }
    }};
}

impl Values {
    /// Adds rows, none of which is NULL.
    fn add(&mut self, array: &ArrayRef, rows: &[usize], children: &mut [Column]) -> Result<()> {
        match self {
            Values::Struct => return add_fields(array, rows, children),
            Values::List(length) => return add_list(array, rows, children, length),
            Values::Map(length) => return add_map(array, rows, children, length),
            Values::Union(tags) => return add_union(array, rows, children, tags),
            Values::Boolean(bits) => {
                let values = array.as_boolean_opt().ok_or_else(|| unlike(array))?;
                rows.iter().for_each(|&row| bits.push(values.value(row)));
            }
            Values::Byte(out) => each!(array, rows, Int8Type, |v| out.push(i64::from(v))),
            Values::Short(out) => each!(array, rows, Int16Type, |v| out.push(i64::from(v))),
            Values::Int(out) => each!(array, rows, Int32Type, |v| out.push(i64::from(v))),
            Values::Long(out) => each!(array, rows, Int64Type, |v| out.push(v)),
            Values::Date(out) => each!(array, rows, Date32Type, |v| out.push(i64::from(v))),
            Values::Float(out) => each!(array, rows, Float32Type, |v| out.extend(v.to_le_bytes())),
            Values::Double(out) => each!(array, rows, Float64Type, |v| out.extend(v.to_le_bytes())),
            Values::Decimal { digits, scale } => {
                let arrow::datatypes::DataType::Decimal128(_, of_type) = array.data_type() else {
                    return Err(unlike(array));
                };
                let of_type = i64::from(*of_type);
                each!(array, rows, Decimal128Type, |v| {
                    varint(digits, ((v << 1) ^ (v >> 127)) as u128);
                    scale.push(of_type);
                });
            }
            Values::Text { bytes, length } => {
                let texts = array.as_string_view_opt().ok_or_else(|| unlike(array))?;
                for &row in rows {
                    let text = texts.value(row);
                    bytes.extend_from_slice(text.as_bytes());
                    length.push(text.len() as i64);
                }
            }
            Values::Binary { bytes, length } => {
                let values = array.as_binary_opt::<i32>().ok_or_else(|| unlike(array))?;
                for &row in rows {
                    let value = values.value(row);
                    bytes.extend_from_slice(value);
                    length.push(value.len() as i64);
                }
            }
            Values::Timestamp { seconds, nanos } => {
                each!(array, rows, TimestampMicrosecondType, |v| {
                    let (whole, rest) = timestamp(v)?;
                    seconds.push(whole);
                    nanos.push(rest);
                });
            }
        }
        Ok(())
    }

    fn size(&self) -> usize {
        match self {
            Values::Struct => 0,
            Values::Boolean(bits) => bits.size(),
            Values::Byte(rle) | Values::Short(rle) | Values::Int(rle) | Values::Long(rle) => {
                rle.size()
            }
            Values::Date(rle) | Values::List(rle) | Values::Map(rle) | Values::Union(rle) => {
                rle.size()
            }
            Values::Float(bytes) | Values::Double(bytes) => bytes.len(),
            Values::Decimal {
                digits: bytes,
                scale: rle,
            }
            | Values::Text { bytes, length: rle }
            | Values::Binary { bytes, length: rle } => bytes.len() + rle.size(),
            Values::Timestamp { seconds, nanos } => seconds.size() + nanos.size(),
        }
    }

    fn finish(&mut self) -> Vec<(Stream, Vec<u8>)> {
        let take = std::mem::take::<Vec<u8>>;
        match self {
            Values::Struct => Vec::new(),
            Values::Boolean(bits) => vec![(Stream::Data, bits.finish())],
            Values::Byte(rle)
            | Values::Short(rle)
            | Values::Int(rle)
            | Values::Long(rle)
            | Values::Date(rle)
            | Values::Union(rle) => vec![(Stream::Data, rle.finish())],
            Values::List(rle) | Values::Map(rle) => vec![(Stream::Length, rle.finish())],
            Values::Float(bytes) | Values::Double(bytes) => vec![(Stream::Data, take(bytes))],
            Values::Decimal { digits, scale } => vec![
                (Stream::Data, take(digits)),
                (Stream::Secondary, scale.finish()),
            ],
            Values::Text { bytes, length } | Values::Binary { bytes, length } => {
                vec![
                    (Stream::Data, take(bytes)),
                    (Stream::Length, length.finish()),
                ]
            }
            Values::Timestamp { seconds, nanos } => vec![
                (Stream::Data, seconds.finish()),
                (Stream::Secondary, nanos.finish()),
            ],
        }
    }
}

fn add_fields(array: &ArrayRef, rows: &[usize], children: &mut [Column]) -> Result<()> {
    let values = array.as_struct_opt().ok_or_else(|| unlike(array))?;
    for (child, column) in children.iter_mut().zip(values.columns()) {
        child.add(column, rows)?;
    }
    Ok(())
}

/// The elements' rows of a list or map, whose lengths are written.
fn inner_rows(offsets: &[i32], rows: &[usize], length: &mut Rle) -> Vec<usize> {
    let mut inner = Vec::new();
    for &row in rows {
        let offset = |at: usize| offsets.get(at).map_or(0, |&offset| offset.max(0) as usize);
        let range = offset(row)..offset(row + 1);
        length.push(range.len() as i64);
        inner.extend(range);
    }
    inner
}

fn add_list(
    array: &ArrayRef,
    rows: &[usize],
    children: &mut [Column],
    length: &mut Rle,
) -> Result<()> {
    let list = array.as_list_opt::<i32>().ok_or_else(|| unlike(array))?;
    let inner = inner_rows(list.value_offsets(), rows, length);
    match children.first_mut() {
        Some(child) => child.add(list.values(), &inner),
        None => Ok(()),
    }
}

fn add_map(
    array: &ArrayRef,
    rows: &[usize],
    children: &mut [Column],
    length: &mut Rle,
) -> Result<()> {
    let map = array.as_map_opt().ok_or_else(|| unlike(array))?;
    let inner = inner_rows(map.value_offsets(), rows, length);
    for (child, column) in children.iter_mut().zip([map.keys(), map.values()]) {
        child.add(column, &inner)?;
    }
    Ok(())
}

/// A union is laid out as a struct of its tag and its members.
fn add_union(
    array: &ArrayRef,
    rows: &[usize],
    children: &mut [Column],
    tags: &mut Rle,
) -> Result<()> {
    let values = array.as_struct_opt().ok_or_else(|| unlike(array))?;
    let (Some(tag), members) = (values.columns().first(), values.columns().iter().skip(1)) else {
        return Err(unlike(array));
    };
    each!(tag, rows, Int8Type, |v| tags.push(i64::from(v)));
    let own = tag
        .as_primitive_opt::<Int8Type>()
        .ok_or_else(|| unlike(tag))?;
    for (at, (child, member)) in children.iter_mut().zip(members).enumerate() {
        let its = |row: &usize| usize::try_from(own.value(*row)) == Ok(at);
        let its: Vec<usize> = rows.iter().copied().filter(its).collect();
        child.add(member, &its)?;
    }
    Ok(())
}

/// Microseconds since 1970 as ORC has them: seconds since 2015, and nanoseconds without trailing zeros, whose number
/// less one is in the lowest three bits. Before 1970 the seconds are cut towards it, not floored, so that the last
/// second before it can't be said (ORC-763).
fn timestamp(micros: i64) -> Result<(i64, i64)> {
    let (mut seconds, rest) = (micros.div_euclid(1_000_000), micros.rem_euclid(1_000_000));
    if seconds < 0 && rest > 999 {
        if seconds == -1 {
            return Err(DataFusionError::Execution(
                "ORC files can't hold a timestamp in the last second before 1970; \
                 `STORED AS PARQUET` or `TEXTFILE` can"
                    .into(),
            ));
        }
        seconds += 1;
    }
    let mut nanos = rest * 1000;
    if nanos == 0 {
        return Ok((seconds - EPOCH, 0));
    }
    let mut zeros = 0;
    while nanos % 10 == 0 && zeros < 8 {
        nanos /= 10;
        zeros += 1;
    }
    Ok((seconds - EPOCH, nanos << 3 | (zeros - 1).max(0)))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    /// The examples of the ORC specification, counted from 2015.
    #[test]
    fn timestamps_are_split() {
        let base = EPOCH * 1_000_000;
        assert_eq!(timestamp(base).unwrap(), (0, 0));
        assert_eq!(timestamp(base + 1).unwrap(), (0, 0x0a), "1000 ns");
        assert_eq!(timestamp(base + 100).unwrap(), (0, 0x0c), "100000 ns");
        assert_eq!(timestamp(-1_500_000).unwrap(), (-1 - EPOCH, 5 << 3 | 7));
        assert!(timestamp(-1_000).is_err());
    }
}
