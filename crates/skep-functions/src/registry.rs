//! The function registry: one entry a function, read by the planner, SHOW/DESCRIBE FUNCTION, completion and the docs.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use datafusion::prelude::Expr;
use skep_hiveql::types::HiveType;

/// A DataFusion expression and the Hive type that Arrow can't say in full.
///
/// Invariant: `expr` evaluates to exactly `skep_serde::types::arrow_type(&ty)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Typed {
    /// The expression.
    pub expr: Expr,
    /// Its Hive type.
    pub ty: HiveType,
}

/// What a statement knows of its surroundings; fixed when the statement starts.
#[derive(Debug, Clone)]
pub struct Context {
    /// The statement's clock: `current_timestamp`, `unix_timestamp()`.
    pub now: DateTime<Utc>,
    /// The session's time zone (`hive.local.time.zone`).
    pub timezone: Tz,
    /// `current_user()`
    pub user: String,
    /// `current_database()`
    pub database: String,
}

/// Why a call can't be bound. The message is Hive's in spirit: lower case, names the function and the argument.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct CallError(pub String);

/// A table-generating function, lowered: a list of structs to unnest, and the columns in it.
#[derive(Debug, Clone, PartialEq)]
pub struct TableCall {
    /// Evaluates to `array<struct<columns…>>`; NULL or empty gives no rows.
    pub rows: Expr,
    /// Names (the function's own, such as `col`, `key`, `pos`) and types, in order.
    pub columns: Vec<(String, HiveType)>,
}

/// How a call is bound: argument rule, result rule and lowering in one place.
///
/// Arguments come typed and uncast; the function converts them with `crate::cast`. A constant argument is an
/// `Expr::Literal` (the planner folds constants before it asks).
#[derive(Clone, Copy)]
pub enum Bind {
    /// One value for one row.
    Scalar(fn(&Context, Vec<Typed>) -> Result<Typed, CallError>),
    /// One value for many rows: the result holds exactly one `Expr::AggregateFunction`, perhaps inside other
    /// expressions. `distinct` is set on it here; the planner turns it into a window function under OVER.
    Aggregate(fn(&Context, Vec<Typed>, bool) -> Result<Typed, CallError>),
    /// Only under OVER: the result holds exactly one `Expr::WindowFunction`, whose partition, order and frame the
    /// planner fills in.
    Window(fn(&Context, Vec<Typed>) -> Result<Typed, CallError>),
    /// Many rows for one row.
    Table(fn(&Context, Vec<Typed>) -> Result<TableCall, CallError>),
}

/// One function.
#[derive(Clone, Copy)]
pub struct Function {
    /// Hive's name, lower case.
    pub name: &'static str,
    /// Other names it answers to.
    pub aliases: &'static [&'static str],
    /// Where the docs list it: `string`, `math`, `date`, `collection`, `conditional`, `hash`, `json`, `aggregate`,
    /// `window`, `table`, `session`, `operator`, `type`.
    pub group: &'static str,
    /// How it is called: `substr(str, pos[, len])`.
    pub usage: &'static str,
    /// One line of help.
    pub help: &'static str,
    /// An expression and what Hive's CLI prints for it; run as a test. For aggregates, windows and table functions it
    /// is a whole SELECT and its rows, tab and newline separated.
    pub example: (&'static str, &'static str),
    /// How a call is bound.
    pub bind: Bind,
}
