//! Hive's types, as the metastore spells them: `decimal(10,2)`, `map<string,array<int>>`.
//!
//! Pure data: how a type is laid out in memory is `skep-serde`'s business.

use std::fmt;

/// A Hive type (`org.apache.hadoop.hive.serde2.typeinfo.TypeInfo`).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum HiveType {
    /// The type of a bare `NULL`.
    Void,
    /// `boolean`
    Boolean,
    /// `tinyint`, 8 bits
    TinyInt,
    /// `smallint`, 16 bits
    SmallInt,
    /// `int`, 32 bits
    Int,
    /// `bigint`, 64 bits
    BigInt,
    /// `float`, 32 bits
    Float,
    /// `double`, 64 bits
    Double,
    /// `decimal(precision,scale)`; precision 1..=38, scale 0..=precision
    Decimal(u8, u8),
    /// `string`
    String,
    /// `varchar(n)`, n in characters, 1..=65535
    Varchar(u32),
    /// `char(n)`, n in characters, 1..=255, padded with blanks when shown
    Char(u32),
    /// `binary`
    Binary,
    /// `date`
    Date,
    /// `timestamp`: no zone
    Timestamp,
    /// `timestamp with local time zone`: an instant, shown in the session's zone
    TimestampLocalTz,
    /// `interval_year_month`: a count of months
    IntervalYearMonth,
    /// `interval_day_time`: a span of time
    IntervalDayTime,
    /// `array<element>`
    Array(Box<HiveType>),
    /// `map<key,value>`; the key is primitive
    Map(Box<HiveType>, Box<HiveType>),
    /// `struct<name:type,…>`; names in lower case
    Struct(Vec<StructField>),
    /// `uniontype<type,…>`
    Union(Vec<HiveType>),
}

/// A field of a `struct<…>`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct StructField {
    /// The field's name, in lower case.
    pub name: String,
    /// The field's type.
    pub ty: HiveType,
}

impl HiveType {
    /// Hive's default for a bare `decimal`: `decimal(10,0)`.
    pub const DEFAULT_DECIMAL: HiveType = HiveType::Decimal(10, 0);

    /// True of `tinyint`, `smallint`, `int` and `bigint`.
    pub fn is_integer(&self) -> bool {
        matches!(
            self,
            HiveType::TinyInt | HiveType::SmallInt | HiveType::Int | HiveType::BigInt
        )
    }

    /// True of the integers, `float`, `double` and `decimal`.
    pub fn is_numeric(&self) -> bool {
        self.is_integer()
            || matches!(
                self,
                HiveType::Float | HiveType::Double | HiveType::Decimal(..)
            )
    }

    /// True of `string`, `varchar` and `char`: Hive's STRING_GROUP.
    pub fn is_string(&self) -> bool {
        matches!(
            self,
            HiveType::String | HiveType::Varchar(_) | HiveType::Char(_)
        )
    }

    /// True of every type without parts.
    pub fn is_primitive(&self) -> bool {
        !matches!(
            self,
            HiveType::Array(_) | HiveType::Map(..) | HiveType::Struct(_) | HiveType::Union(_)
        )
    }
}

impl fmt::Display for HiveType {
    /// The metastore's spelling (`TypeInfo.getTypeName`).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            HiveType::Void => f.write_str("void"),
            HiveType::Boolean => f.write_str("boolean"),
            HiveType::TinyInt => f.write_str("tinyint"),
            HiveType::SmallInt => f.write_str("smallint"),
            HiveType::Int => f.write_str("int"),
            HiveType::BigInt => f.write_str("bigint"),
            HiveType::Float => f.write_str("float"),
            HiveType::Double => f.write_str("double"),
            HiveType::Decimal(p, s) => write!(f, "decimal({p},{s})"),
            HiveType::String => f.write_str("string"),
            HiveType::Varchar(n) => write!(f, "varchar({n})"),
            HiveType::Char(n) => write!(f, "char({n})"),
            HiveType::Binary => f.write_str("binary"),
            HiveType::Date => f.write_str("date"),
            HiveType::Timestamp => f.write_str("timestamp"),
            HiveType::TimestampLocalTz => f.write_str("timestamp with local time zone"),
            HiveType::IntervalYearMonth => f.write_str("interval_year_month"),
            HiveType::IntervalDayTime => f.write_str("interval_day_time"),
            HiveType::Array(t) => write!(f, "array<{t}>"),
            HiveType::Map(k, v) => write!(f, "map<{k},{v}>"),
            HiveType::Struct(fields) => {
                f.write_str("struct<")?;
                for (i, field) in fields.iter().enumerate() {
                    let comma = if i == 0 { "" } else { "," };
                    write!(f, "{comma}{}:{}", field.name, field.ty)?;
                }
                f.write_str(">")
            }
            HiveType::Union(types) => {
                f.write_str("uniontype<")?;
                for (i, t) in types.iter().enumerate() {
                    let comma = if i == 0 { "" } else { "," };
                    write!(f, "{comma}{t}")?;
                }
                f.write_str(">")
            }
        }
    }
}
