//! Conditions on a line's fields: HiveQL expressions over them.
//!
//! They mean what they mean in a query: a comparison with NULL is neither true nor false, a text is compared with a number as a number, and what
//! can't be told true is left out.

mod compile;
mod eval;
mod pattern;
#[cfg(test)]
mod tests;

use chrono_tz::Tz;
use regex::Regex;
use skep_hiveql::ast::BinaryOp;
use skep_hiveql::parse_expr;
use skep_serde::access_log::{LogFormat, LogReader};

use crate::LogError;
use pattern::Pattern;

/// A condition made ready for lines of one format.
#[derive(Debug)]
pub struct Condition {
    node: Node,
}

/// An expression over fields. A field is its slot in the reader.
#[derive(Debug)]
enum Node {
    Constant(Datum<'static>),
    Field(usize),
    /// A query's parameter of this name.
    Param(usize, String),
    Not(Box<Node>),
    And(Box<Node>, Box<Node>),
    Or(Box<Node>, Box<Node>),
    Compare(BinaryOp, Box<Node>, Box<Node>),
    Arithmetic(BinaryOp, Box<Node>, Box<Node>),
    IsNull(Box<Node>, bool),
    In(Box<Node>, Vec<Node>, bool),
    Like(Box<Node>, Pattern, bool),
    Rlike(Box<Node>, Box<Regex>, bool),
    Call(Function, Vec<Node>),
}

/// A function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Function {
    Lower,
    Upper,
    Trim,
    Length,
    Substr,
    Concat,
    Coalesce,
    /// Of the log's own clock.
    Clock(Unit),
}

/// A part of a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
}

/// A value.
#[derive(Debug, Clone, PartialEq)]
enum Datum<'a> {
    Null,
    Boolean(bool),
    Integer(i64),
    Double(f64),
    Text(std::borrow::Cow<'a, str>),
    Time(skep_serde::access_log::Instant),
}

impl Condition {
    /// The condition that `text` describes, over fields of `format`. `slot` gives the reader's slot for a field, and takes it in as wanted.
    /// Times without a zone stand in `zone`.
    ///
    /// # Errors
    /// It is no expression, isn't true or false, or uses what isn't there; the message shows where.
    pub fn parse(
        text: &str,
        format: &LogFormat,
        zone: Tz,
        slot: impl FnMut(usize) -> usize,
    ) -> Result<Condition, LogError> {
        let expr = parse_expr(text).map_err(|error| LogError::condition(text, &error))?;
        let node = compile::Compiler::new(text, format, zone, slot)
            .condition(&expr)
            .map_err(|error| LogError::condition(text, &error))?;
        Ok(Condition { node })
    }

    /// Whether the line that `reader` has read last, `line`, fulfils it.
    #[inline]
    pub fn holds(&self, reader: &LogReader, line: &[u8]) -> bool {
        eval::eval(&self.node, reader, line) == Datum::Boolean(true)
    }
}
