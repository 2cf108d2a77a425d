//! The function registry: one entry a function, read by the planner, SHOW/DESCRIBE FUNCTION, completion and the docs.

use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use datafusion::prelude::Expr;
use skep_hiveql::types::HiveType;

use crate::groups::GROUPS;

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

/// Every function, in the order of the groups.
pub fn all() -> impl Iterator<Item = &'static Function> {
    GROUPS.iter().flat_map(|group| group.iter())
}

static BY_NAME: LazyLock<HashMap<&'static str, &'static Function>> = LazyLock::new(|| {
    let names = |f: &'static Function| {
        let aliases = f.aliases.iter().map(move |alias| (*alias, f));
        std::iter::once((f.name, f)).chain(aliases)
    };
    all().flat_map(names).collect()
});

/// The function of a name, in any case.
pub fn lookup(name: &str) -> Option<&'static Function> {
    match BY_NAME.get(name) {
        Some(function) => Some(function),
        None => BY_NAME.get(name.to_ascii_lowercase().as_str()).copied(),
    }
}

/// Up to three names that look like `name`, nearest first, for "did you mean".
pub fn suggest(name: &str) -> Vec<&'static str> {
    let name = name.to_ascii_lowercase();
    let limit = 1 + name.len() / 4;
    let mut near: Vec<(usize, &str)> = BY_NAME
        .keys()
        .map(|known| (distance(&name, known), *known))
        .filter(|(distance, _)| *distance <= limit)
        .collect();
    near.sort_unstable();
    near.into_iter().take(3).map(|(_, known)| known).collect()
}

/// How many single-byte edits turn one name into another (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (y, cell) in b.bytes().zip(row.iter_mut().skip(1)) {
            let best = (diagonal + usize::from(x != y))
                .min(left + 1)
                .min(*cell + 1);
            diagonal = std::mem::replace(cell, best);
            left = best;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("substr", "substr"), 0);
        assert_eq!(distance("sbustr", "substr"), 2);
    }

    #[test]
    fn names_are_lower_case_and_unique() {
        let mut seen = std::collections::HashSet::new();
        for function in all() {
            for name in std::iter::once(&function.name).chain(function.aliases) {
                assert_eq!(*name, name.to_ascii_lowercase());
                assert!(seen.insert(*name), "`{name}` is registered twice");
            }
        }
    }
}
