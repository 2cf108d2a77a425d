//! A bound query: the plan, and what its columns are called.

use datafusion::logical_expr::LogicalPlan;
use skep_hiveql::types::HiveType;

/// A query's plan and its columns.
#[derive(Debug, Clone)]
pub struct Bound {
    /// The plan. Its schema has the internal names, in the order of `output`.
    pub plan: LogicalPlan,
    /// What the user sees.
    pub output: Vec<OutputColumn>,
}

/// A column of a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputColumn {
    /// The name that Hive gives it, perhaps the same as another's.
    pub name: String,
    /// The table that `t.a` or a star named it by; Hive's headers show it.
    pub table: Option<String>,
    /// Its Hive type; the plan's field has the Arrow type of it.
    pub ty: HiveType,
    /// The plan's name for it, unique.
    pub field: String,
}
