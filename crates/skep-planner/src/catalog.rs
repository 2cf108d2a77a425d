//! What the planner asks about tables. The engine answers, from what it loaded before planning.

use std::sync::Arc;

use datafusion::logical_expr::TableSource;
use skep_hiveql::ast::{Expr, Query};
use skep_hiveql::types::HiveType;

use crate::PlanError;

/// Tables and views by name.
pub trait Catalog {
    /// The table or view of that name, in the current database when none is given; `None` if there is none.
    fn table(&self, database: Option<&str>, name: &str) -> Result<Option<Relation>, PlanError>;

    /// A table whose name is close to one that doesn't exist.
    fn suggest(&self, name: &str) -> Option<String>;

    /// A macro of the session by its name in lower case.
    fn named_macro(&self, _name: &str) -> Option<&Macro> {
        None
    }

    /// The database in which unqualified names are looked up.
    fn current_database(&self) -> &str;
}

/// An expression with parameters (`CREATE TEMPORARY MACRO`).
#[derive(Debug, Clone, PartialEq)]
pub struct Macro {
    /// Names in lower case, and types to which the arguments are converted.
    pub arguments: Vec<(String, HiveType)>,
    /// What it stands for. It sees the arguments and no columns.
    pub body: Expr,
}

/// What a name in FROM stands for.
pub enum Relation {
    /// A table.
    Table {
        /// What DataFusion scans. Its schema holds the columns, under the names given below.
        source: Arc<dyn TableSource>,
        /// Name and type of each column in table order, partition columns last.
        columns: Vec<(String, HiveType)>,
        /// Virtual columns that the source also has (`INPUT__FILE__NAME`): found by name, not by `*`.
        virtual_columns: Vec<(String, HiveType)>,
        /// The columns of CLUSTERED BY, which TABLESAMPLE (BUCKET …) uses when it has no ON.
        bucket_columns: Vec<String>,
        /// Its database.
        database: String,
        /// Its name.
        name: String,
    },
    /// A view: a query, bound anew at each use.
    View {
        /// Its query.
        query: Box<Query>,
        /// Its columns.
        columns: Vec<(String, HiveType)>,
        /// The database in which its query's names are looked up.
        database: String,
        /// Its name.
        name: String,
    },
}
