//! Statements: what stands before a `;`.

use super::Query;

/// One statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Statement {
    /// A query.
    Query(Box<Query>),
}

/// `ROW FORMAT …`
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowFormat {}
