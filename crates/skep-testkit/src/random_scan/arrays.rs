//! Cells of Arrow arrays as plain values. It relies on `skep_serde::types`: an array of another layout is a bug.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{
    Date32Type, Decimal128Type, DurationMicrosecondType, Float32Type, Float64Type, Int8Type,
    Int16Type, Int32Type, Int64Type, IntervalYearMonthType, TimestampMicrosecondType,
};
use skep_hiveql::types::HiveType;

use crate::plain_reader::{Real, Value};

/// The cell `array[row]` of a column of `ty`. A table: one line a type.
///
/// # Panics
/// The array isn't of the type's layout.
pub fn value_at(array: &ArrayRef, row: usize, ty: &HiveType) -> Value {
    if array.is_null(row) {
        return Value::Null;
    }
    match ty {
        HiveType::Boolean => Value::Boolean(array.as_boolean().value(row)),
        HiveType::TinyInt => Value::Integer(array.as_primitive::<Int8Type>().value(row).into()),
        HiveType::SmallInt => Value::Integer(array.as_primitive::<Int16Type>().value(row).into()),
        HiveType::Int => Value::Integer(array.as_primitive::<Int32Type>().value(row).into()),
        HiveType::BigInt => Value::Integer(array.as_primitive::<Int64Type>().value(row)),
        HiveType::Float => Value::Real(Real(array.as_primitive::<Float32Type>().value(row).into())),
        HiveType::Double => Value::Real(Real(array.as_primitive::<Float64Type>().value(row))),
        HiveType::Decimal(..) => Value::Decimal(array.as_primitive::<Decimal128Type>().value(row)),
        HiveType::String | HiveType::Varchar(_) | HiveType::Char(_) => {
            Value::Text(array.as_string_view().value(row).to_owned())
        }
        HiveType::Binary => Value::Binary(array.as_binary::<i32>().value(row).to_vec()),
        HiveType::Date => Value::Date(array.as_primitive::<Date32Type>().value(row)),
        HiveType::Timestamp | HiveType::TimestampLocalTz => {
            Value::Timestamp(array.as_primitive::<TimestampMicrosecondType>().value(row))
        }
        HiveType::IntervalYearMonth => {
            Value::Months(array.as_primitive::<IntervalYearMonthType>().value(row))
        }
        HiveType::IntervalDayTime => {
            Value::Span(array.as_primitive::<DurationMicrosecondType>().value(row))
        }
        HiveType::Array(element) => {
            let elements = array.as_list::<i32>().value(row);
            Value::Array(
                (0..elements.len())
                    .map(|i| value_at(&elements, i, element))
                    .collect(),
            )
        }
        HiveType::Map(key, value) => {
            let entries = array.as_map().value(row);
            let entry = |i| {
                let key = value_at(entries.column(0), i, key);
                (key, value_at(entries.column(1), i, value))
            };
            Value::Map((0..entries.len()).map(entry).collect())
        }
        HiveType::Struct(fields) => {
            let columns = array.as_struct().columns().iter().zip(fields);
            Value::Struct(
                columns
                    .map(|(column, field)| value_at(column, row, &field.ty))
                    .collect(),
            )
        }
        HiveType::Union(members) => union_at(array, row, members),
        HiveType::Void => Value::Null,
    }
}

fn union_at(array: &ArrayRef, row: usize, members: &[HiveType]) -> Value {
    let columns = array.as_struct().columns();
    let tag = columns[0].as_primitive::<Int8Type>().value(row);
    let tag = usize::try_from(tag).unwrap_or(usize::MAX);
    match members.get(tag) {
        Some(ty) => Value::Union(tag, Box::new(value_at(&columns[tag + 1], row, ty))),
        None => Value::Null,
    }
}
