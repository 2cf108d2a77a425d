//! Which type a column of MySQL has in Parquet and in Hive: one that holds all of its values.

use std::sync::Arc;

use arrow::datatypes::{DataType, TimeUnit};
use skep_hiveql::types::HiveType;

use crate::dump::{Column, Nature};

/// How a column is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    /// The type that queries see.
    pub(crate) hive: HiveType,
    /// The server gives numbers as big-endian bytes: BIT.
    pub(crate) is_bits: bool,
}

impl Kept {
    /// Of a column.
    ///
    /// Unsigned numbers get the next wider type, BIT a number (BIT(1) a boolean). TIME is a span up to 838 hours, for which Hive has no type,
    /// and DECIMAL of more than 38 digits has none either: they are strings, as are ENUM, SET and JSON.
    pub(crate) fn of(column: &Column) -> Kept {
        let wider = column.column_type.contains("unsigned");
        let hive = match (column.data_type(), wider) {
            ("tinyint", false) => HiveType::TinyInt,
            ("tinyint", true) | ("smallint", false) | ("year", _) => HiveType::SmallInt,
            ("smallint", true) | ("mediumint", _) | ("int", false) => HiveType::Int,
            ("int", true) | ("bigint", false) => HiveType::BigInt,
            ("bigint", true) => HiveType::Decimal(20, 0),
            ("decimal", _) => decimal(&column.column_type),
            ("float", _) => HiveType::Float,
            ("double", _) => HiveType::Double,
            ("date", _) => HiveType::Date,
            ("datetime", _) => HiveType::Timestamp,
            ("timestamp", _) => HiveType::TimestampLocalTz,
            ("bit", _) => match numbers(&column.column_type).first() {
                Some(1) => HiveType::Boolean,
                Some(2..64) => HiveType::BigInt,
                _ => HiveType::Decimal(20, 0),
            },
            _ if column.nature() == Nature::Bytes => HiveType::Binary,
            _ => HiveType::String,
        };
        Kept {
            hive,
            is_bits: column.data_type() == "bit",
        }
    }

    /// In Arrow's terms, which make Parquet's.
    pub(super) fn arrow(&self) -> DataType {
        match &self.hive {
            HiveType::Boolean => DataType::Boolean,
            HiveType::TinyInt => DataType::Int8,
            HiveType::SmallInt => DataType::Int16,
            HiveType::Int => DataType::Int32,
            HiveType::BigInt => DataType::Int64,
            HiveType::Decimal(precision, scale) => {
                DataType::Decimal128(*precision, i8::try_from(*scale).unwrap_or(0))
            }
            HiveType::Float => DataType::Float32,
            HiveType::Double => DataType::Float64,
            HiveType::Date => DataType::Date32,
            HiveType::Timestamp => DataType::Timestamp(TimeUnit::Microsecond, None),
            HiveType::TimestampLocalTz => {
                DataType::Timestamp(TimeUnit::Microsecond, Some(Arc::from("UTC")))
            }
            HiveType::Binary => DataType::Binary,
            _ => DataType::Utf8,
        }
    }

    /// True where a column of this type can have values that the type can't say.
    pub(super) fn is_partial(&self) -> bool {
        matches!(
            self.hive,
            HiveType::Date | HiveType::Timestamp | HiveType::TimestampLocalTz
        )
    }
}

fn decimal(column_type: &str) -> HiveType {
    let numbers = numbers(column_type);
    let precision = numbers.first().copied().unwrap_or(10);
    let scale = numbers.get(1).copied().unwrap_or(0);
    match precision {
        ..=38 => HiveType::Decimal(precision, scale),
        _ => HiveType::String,
    }
}

/// The numbers in parentheses: 65 and 30 of `decimal(65,30) unsigned`.
fn numbers(column_type: &str) -> Vec<u8> {
    let inside = column_type.split(['(', ')']).nth(1).unwrap_or_default();
    inside
        .split(',')
        .filter_map(|number| number.trim().parse().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_has_one_that_holds_its_values() {
        // The ranges are those of the MySQL manual, "Data Types".
        for (mysql, hive) in [
            ("tinyint(1)", "tinyint"),
            ("tinyint(3) unsigned", "smallint"),
            ("smallint(5) unsigned", "int"),
            ("mediumint(8) unsigned", "int"),
            ("int(11)", "int"),
            ("int unsigned", "bigint"),
            ("bigint(20)", "bigint"),
            ("bigint(20) unsigned zerofill", "decimal(20,0)"),
            ("decimal(38,30)", "decimal(38,30)"),
            ("decimal(65,30) unsigned", "string"),
            ("float", "float"),
            ("double(20,5)", "double"),
            ("bit(1)", "boolean"),
            ("bit(63)", "bigint"),
            ("bit(64)", "decimal(20,0)"),
            ("date", "date"),
            ("datetime(6)", "timestamp"),
            ("timestamp", "timestamp with local time zone"),
            ("time(6)", "string"),
            ("year(4)", "smallint"),
            ("varchar(20)", "string"),
            ("longblob", "binary"),
            ("binary(16)", "binary"),
            ("point", "binary"),
            ("enum('a','b')", "string"),
            ("json", "string"),
            ("inet6", "string"),
        ] {
            let column = Column {
                name: "c".to_owned(),
                column_type: mysql.to_owned(),
                charset: None,
                nullable: true,
            };
            assert_eq!(Kept::of(&column).hive.to_string(), hive, "{mysql}");
        }
    }
}
