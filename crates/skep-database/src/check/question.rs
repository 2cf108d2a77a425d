//! What is asked: a table, conditions on its columns, and how many rows have to be there.

use chrono::{DateTime, NaiveDate, Utc};

use super::{CheckError, Clock, condition};

/// Whether a table has rows that satisfy all conditions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The table, perhaps with its database or schema before it.
    pub table: Vec<String>,
    /// All of them have to hold.
    pub conditions: Vec<Condition>,
    /// How many rows; more than that are never looked at.
    pub rows: u64,
}

impl Question {
    /// From a table's name (`log_entries`, `shop.orders`, `` `a.b` ``) and conditions (`day=yesterday`; see [`Condition::parse`]).
    pub fn parse(
        table: &str,
        conditions: &[String],
        clock: &Clock,
    ) -> Result<Question, CheckError> {
        let conditions = conditions
            .iter()
            .map(|text| Condition::parse(text, clock))
            .collect::<Result<_, _>>()?;
        Ok(Question {
            table: condition::table(table)?,
            conditions,
            rows: 1,
        })
    }
}

/// A condition on one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// The column, as it is called, without quotes.
    pub column: String,
    /// What its value has to be.
    pub test: Test,
}

impl Condition {
    /// `day=yesterday`, `status in (200, 304)`, `'error is null'` … (docs/check.md has all forms).
    pub fn parse(text: &str, clock: &Clock) -> Result<Condition, CheckError> {
        condition::parse(text, clock)
    }
}

/// What a value has to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// `is null`
    Null,
    /// `is not null`
    NotNull,
    /// `= value` and its kin
    Compare(Compare, Value),
    /// `in (…)`
    In(Vec<Value>),
    /// `not in (…)`
    NotIn(Vec<Value>),
}

/// A comparison of the column (left) with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Compare {
    /// `=`
    Eq,
    /// `!=`, `<>`
    NotEq,
    /// `<`
    Lt,
    /// `<=`
    LtEq,
    /// `>`
    Gt,
    /// `>=`
    GtEq,
}

impl Compare {
    /// As SQL has it.
    pub(super) fn sql(self) -> &'static str {
        match self {
            Compare::Eq => "=",
            Compare::NotEq => "<>",
            Compare::Lt => "<",
            Compare::LtEq => "<=",
            Compare::Gt => ">",
            Compare::GtEq => ">=",
        }
    }
}

/// What a column is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// As it was written; the column's type says what it means.
    Plain(String),
    /// Text and nothing else (it was quoted, or made from a date by a format).
    Text(String),
    /// Bytes (`x'1f'`).
    Bytes(Vec<u8>),
    /// A whole day (`yesterday`): every moment of it, where the column knows moments.
    Day(NaiveDate),
    /// A moment (`now-2h`).
    Moment(DateTime<Utc>),
}
