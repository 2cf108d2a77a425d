//! How a Hive type is laid out in memory: the one mapping from `HiveType` to Arrow.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Fields, IntervalUnit, TimeUnit};
use skep_hiveql::types::HiveType;

/// The Arrow layout of a Hive type.
///
/// Strings are views, so that a scan can point into its read buffer. Timestamps count microseconds since
/// 1970-01-01 00:00:00 (no zone): Hive's years 0001–9999 fit, its last three digits do not. A day-time interval is a
/// duration in microseconds. A union is a struct of its tag (`tag: tinyint`) and one field a member (`f0`, `f1` …).
pub fn arrow_type(ty: &HiveType) -> DataType {
    match ty {
        HiveType::Void => DataType::Null,
        HiveType::Boolean => DataType::Boolean,
        HiveType::TinyInt => DataType::Int8,
        HiveType::SmallInt => DataType::Int16,
        HiveType::Int => DataType::Int32,
        HiveType::BigInt => DataType::Int64,
        HiveType::Float => DataType::Float32,
        HiveType::Double => DataType::Float64,
        HiveType::Decimal(p, s) => DataType::Decimal128(*p, i8::try_from(*s).unwrap_or(i8::MAX)),
        HiveType::String | HiveType::Varchar(_) | HiveType::Char(_) => DataType::Utf8View,
        HiveType::Binary => DataType::Binary,
        HiveType::Date => DataType::Date32,
        HiveType::Timestamp => DataType::Timestamp(TimeUnit::Microsecond, None),
        HiveType::TimestampLocalTz => {
            DataType::Timestamp(TimeUnit::Microsecond, Some(Arc::from("UTC")))
        }
        HiveType::IntervalYearMonth => DataType::Interval(IntervalUnit::YearMonth),
        HiveType::IntervalDayTime => DataType::Duration(TimeUnit::Microsecond),
        HiveType::Array(element) => DataType::List(Arc::new(arrow_field("item", element))),
        HiveType::Map(key, value) => {
            let key = arrow_field("key", key).with_nullable(false);
            let entries = Fields::from(vec![key, arrow_field("value", value)]);
            let entries = Field::new("entries", DataType::Struct(entries), false);
            DataType::Map(Arc::new(entries), false)
        }
        HiveType::Struct(fields) => {
            DataType::Struct(fields.iter().map(|f| arrow_field(&f.name, &f.ty)).collect())
        }
        HiveType::Union(members) => {
            let tag = Field::new("tag", DataType::Int8, true);
            let members = members
                .iter()
                .enumerate()
                .map(|(i, t)| arrow_field(&format!("f{i}"), t));
            DataType::Struct(std::iter::once(tag).chain(members).collect())
        }
    }
}

/// A nullable Arrow field of a Hive type.
pub fn arrow_field(name: &str, ty: &HiveType) -> Field {
    Field::new(name, arrow_type(ty), true)
}
