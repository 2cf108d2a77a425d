//! Conditions on columns, tested on a line's bytes before anything of it is decoded.
//!
//! Who plans a scan puts a query's conditions in these terms and hands them to a decoder, which then leaves out the
//! rows that fail one. A condition means exactly what it means on the decoded value: a field that Hive reads as NULL
//! passes [`Condition::IsNull`] and nothing else.

mod test;

use skep_hiveql::types::HiveType;

pub(crate) use test::{Datum, Test, readable};

/// A condition on one column.
#[derive(Debug, Clone, PartialEq)]
pub struct Predicate {
    /// The column, by its place among the file's.
    pub column: usize,
    /// What its value must fulfil.
    pub condition: Condition,
}

/// What a value must fulfil.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// It is NULL.
    IsNull,
    /// It isn't.
    IsNotNull,
    /// Value, operator, constant.
    Compare(Operator, Constant),
    /// `IN`: it is one of these.
    OneOf(Vec<Constant>),
    /// `NOT IN`: it is none of these (and not NULL).
    NoneOf(Vec<Constant>),
    /// A string that holds `text` there.
    Like {
        /// Where it must be.
        place: Place,
        /// What must be there.
        text: Vec<u8>,
        /// Whether it must *not* be there (NULL fails all the same).
        negated: bool,
    },
    /// At least one of these holds (none: never).
    Any(Vec<Condition>),
    /// All of these hold.
    All(Vec<Condition>),
}

/// Where in a string a text is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// `LIKE 'text%'`
    Start,
    /// `LIKE '%text'`
    End,
    /// `LIKE '%text%'`
    Anywhere,
}

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// `=`
    Eq,
    /// `<>`
    NotEq,
    /// `<`
    Less,
    /// `<=`
    LessEq,
    /// `>`
    Greater,
    /// `>=`
    GreaterEq,
}

/// A constant of a column's type.
#[derive(Debug, Clone, PartialEq)]
pub enum Constant {
    /// Of a `string` column: UTF-8, compared by bytes.
    Text(Vec<u8>),
    /// Of an integer column of any width.
    Integer(i64),
    /// Of a `float` or `double` column; compared in IEEE 754's total order, as Arrow does.
    Double(f64),
    /// Of a `decimal` column, in units of its scale.
    Decimal(i128),
    /// Of a `date` column: days since 1970-01-01.
    Date(i32),
    /// Of a `timestamp` column: microseconds since 1970-01-01 00:00:00; of a `timestamp with local time zone`, since then in UTC.
    Timestamp(i64),
}

impl Condition {
    /// Whether the condition makes sense of values of `ty`: only then may it be given to a decoder.
    pub fn fits(&self, ty: &HiveType) -> bool {
        match self {
            Condition::IsNull | Condition::IsNotNull => readable(ty),
            Condition::Compare(_, constant) => constant.fits(ty),
            Condition::OneOf(all) | Condition::NoneOf(all) => all.iter().all(|c| c.fits(ty)),
            Condition::Like { .. } => *ty == HiveType::String,
            Condition::Any(all) | Condition::All(all) => all.iter().all(|c| c.fits(ty)),
        }
    }
}

impl Constant {
    fn fits(&self, ty: &HiveType) -> bool {
        match self {
            Constant::Text(_) => *ty == HiveType::String,
            Constant::Integer(_) => matches!(
                ty,
                HiveType::TinyInt | HiveType::SmallInt | HiveType::Int | HiveType::BigInt
            ),
            Constant::Double(_) => matches!(ty, HiveType::Float | HiveType::Double),
            Constant::Decimal(_) => matches!(ty, HiveType::Decimal(..)),
            Constant::Date(_) => *ty == HiveType::Date,
            Constant::Timestamp(_) => {
                matches!(ty, HiveType::Timestamp | HiveType::TimestampLocalTz)
            }
        }
    }
}
