//! The settings that change what a query means.

/// Settings, with Hive 4's defaults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// `hive.support.quoted.identifiers=none`: a column in backticks is a regular expression.
    pub quoted_identifiers_regex: bool,
    /// `hive.groupby.position.alias` (or `hive.groupby.orderby.position.alias`): `GROUP BY 1`.
    pub groupby_position: bool,
    /// `hive.orderby.position.alias`: `ORDER BY 1`.
    pub orderby_position: bool,
    /// `hive.default.nulls.last`: NULLs follow in ASC and lead in DESC, unless said otherwise.
    pub nulls_last: bool,
    /// `hive.strict.checks.orderby.no.limit`: ORDER BY must have a LIMIT.
    pub strict_order_by: bool,
    /// `hive.strict.checks.cartesian.product`: a join must have a condition.
    pub strict_cartesian: bool,
    /// `hive.resultset.use.unique.column.names`: kept for the engine's headers.
    pub unique_column_names: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            quoted_identifiers_regex: false,
            groupby_position: false,
            orderby_position: true,
            nulls_last: true,
            strict_order_by: false,
            strict_cartesian: false,
            unique_column_names: true,
        }
    }
}
