//! Queries: SELECT and what may stand around it.

use super::{Expr, Ident, ObjectName, OrderItem, Span, WindowSpec};

/// `[WITH …] body [ORDER BY …] [CLUSTER BY | DISTRIBUTE BY … SORT BY …] [LIMIT …]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// `WITH name AS (…)`, in order.
    pub ctes: Vec<Cte>,
    /// The SELECT or set operation.
    pub body: SetExpr,
    /// `ORDER BY`
    pub order_by: Vec<OrderItem>,
    /// `CLUSTER BY`
    pub cluster_by: Vec<Expr>,
    /// `DISTRIBUTE BY`
    pub distribute_by: Vec<Expr>,
    /// `SORT BY`
    pub sort_by: Vec<OrderItem>,
    /// `LIMIT`
    pub limit: Option<Limit>,
    /// Where it stands.
    pub span: Span,
}

/// `name [(columns)] AS (query)`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cte {
    /// The name.
    pub name: Ident,
    /// Column names, if given.
    pub columns: Vec<Ident>,
    /// The query.
    pub query: Query,
}

/// `LIMIT n`, `LIMIT offset, n`, `LIMIT n OFFSET m`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// Rows left out at the start.
    pub offset: u64,
    /// Rows at most.
    pub count: u64,
}

/// The body of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetExpr {
    /// A SELECT.
    Select(Box<Select>),
    /// A query in parentheses.
    Query(Box<Query>),
    /// `VALUES (1, 'a'), (2, 'b')`
    Values(Vec<Vec<Expr>>),
    /// `left UNION [ALL] right`
    SetOp {
        /// Which.
        op: SetOp,
        /// ALL or DISTINCT (the default).
        quantifier: SetQuantifier,
        /// The left side.
        left: Box<SetExpr>,
        /// The right side.
        right: Box<SetExpr>,
    },
}

/// UNION, INTERSECT, EXCEPT (MINUS).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the keywords")]
pub enum SetOp {
    Union,
    Intersect,
    Except,
}

/// ALL or DISTINCT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the keywords")]
pub enum SetQuantifier {
    All,
    Distinct,
}

/// One SELECT, whether FROM stood first or last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Select {
    /// The text of `/*+ … */`, kept and not obeyed.
    pub hint: Option<String>,
    /// `SELECT DISTINCT`
    pub distinct: bool,
    /// The select list; empty when `transform` is set.
    pub items: Vec<SelectItem>,
    /// `SELECT TRANSFORM (…) USING …`, `MAP …`, `REDUCE …`
    pub transform: Option<Transform>,
    /// `FROM`
    pub from: Option<TableRef>,
    /// `WHERE`
    pub filter: Option<Expr>,
    /// `GROUP BY`
    pub group_by: Option<GroupBy>,
    /// `HAVING`
    pub having: Option<Expr>,
    /// `WINDOW name AS (…)`
    pub windows: Vec<NamedWindow>,
    /// `QUALIFY`
    pub qualify: Option<Expr>,
    /// Where it stands.
    pub span: Span,
}

/// `name AS (spec)`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedWindow {
    /// The name.
    pub name: Ident,
    /// The window.
    pub spec: WindowSpec,
}

/// A piece of the select list.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "nearly all are expressions")]
pub enum SelectItem {
    /// `expr [AS alias]`; a table-generating function may have several: `AS (a, b)`.
    Expr {
        /// The value.
        expr: Expr,
        /// Its name or names.
        aliases: Vec<Ident>,
    },
    /// `*` or `table.*`
    Wildcard {
        /// The qualifier: a table's alias, or `database.table`.
        qualifier: Option<ObjectName>,
        /// Where it stands.
        span: Span,
    },
}

/// `SELECT TRANSFORM (args) [row format] USING 'script' [AS (columns)] [row format]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transform {
    /// The expressions fed to the script.
    pub args: Vec<Expr>,
    /// The command line.
    pub script: String,
    /// Output columns; `key, value` strings if none.
    pub columns: Vec<(Ident, Option<crate::types::HiveType>)>,
    /// The input side's ROW FORMAT.
    pub input_format: Option<super::RowFormat>,
    /// The output side's ROW FORMAT.
    pub output_format: Option<super::RowFormat>,
}

/// `GROUP BY exprs [WITH ROLLUP | WITH CUBE | GROUPING SETS (…)]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupBy {
    /// The keys.
    pub exprs: Vec<Expr>,
    /// How they are combined.
    pub sets: Option<GroupingSets>,
}

/// Which combinations of the keys are grouped by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GroupingSets {
    /// `WITH ROLLUP`, `ROLLUP (…)`
    Rollup,
    /// `WITH CUBE`, `CUBE (…)`
    Cube,
    /// `GROUPING SETS ((a, b), a, ())`
    Sets(Vec<Vec<Expr>>),
}

/// Something that stands in FROM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableRef {
    /// What it is.
    pub kind: TableRefKind,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of table reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TableRefKind {
    /// A table, view or CTE by name.
    Table {
        /// Its name.
        name: ObjectName,
        /// `TABLESAMPLE (…)`
        sample: Option<Sample>,
        /// `[AS] alias`
        alias: Option<Ident>,
    },
    /// `(query) [AS] alias [(columns)]`
    Subquery {
        /// The query.
        query: Box<Query>,
        /// Its alias; Hive asks for one, except in places where it can be none.
        alias: Option<Ident>,
        /// Column names, if given.
        columns: Vec<Ident>,
    },
    /// `left JOIN right ON …`
    Join {
        /// The left side.
        left: Box<TableRef>,
        /// The right side.
        right: Box<TableRef>,
        /// Which join.
        kind: JoinKind,
        /// How rows match.
        constraint: JoinConstraint,
    },
    /// `input LATERAL VIEW [OUTER] f(args) alias [AS columns]`
    LateralView(LateralView),
    /// A partitioned table function: `noop(ON t PARTITION BY … ORDER BY …)`
    TableFunction(TableFunction),
    /// `TABLE(VALUES (…), (…)) [AS] alias [(columns)]`, also without `TABLE` in parentheses.
    Values {
        /// The rows.
        rows: Vec<Vec<Expr>>,
        /// Its alias.
        alias: Option<Ident>,
        /// Column names; `col1`, `col2` … if none.
        columns: Vec<Ident>,
    },
}

/// `LATERAL VIEW [OUTER] function(args) alias [AS columns]`, or `, LATERAL TABLE(…)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LateralView {
    /// What it is beside.
    pub input: Box<TableRef>,
    /// OUTER: rows that give nothing are kept, with NULLs.
    pub outer: bool,
    /// The table-generating function.
    pub function: Ident,
    /// Its arguments.
    pub args: Vec<Expr>,
    /// The view's alias; the parser always gives one.
    pub alias: Option<Ident>,
    /// Its column names; the function's own if none.
    pub columns: Vec<Ident>,
}

/// `function(ON input [PARTITION BY …] [ORDER BY …] name(args) …) alias`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableFunction {
    /// The function.
    pub function: Ident,
    /// What it reads.
    pub input: Box<TableRef>,
    /// `PARTITION BY`, `ORDER BY`
    pub window: WindowSpec,
    /// `name(value)` arguments.
    pub args: Vec<(Ident, Expr)>,
    /// Its alias.
    pub alias: Option<Ident>,
}

/// INNER, LEFT OUTER …
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the keywords")]
pub enum JoinKind {
    Inner,
    Left,
    Right,
    Full,
    LeftSemi,
    LeftAnti,
    /// CROSS JOIN, and a comma.
    Cross,
}

/// How the rows of a join match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JoinConstraint {
    /// Nothing said.
    None,
    /// `ON condition`
    On(Box<Expr>),
    /// `USING (columns)`
    Using(Vec<Ident>),
}

/// `TABLESAMPLE (…)`
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sample {
    /// `BUCKET x OUT OF y [ON exprs]`, x from 1
    Bucket {
        /// Which, from 1.
        bucket: u64,
        /// Of how many.
        of: u64,
        /// By what; `rand()` is one of them.
        on: Vec<Expr>,
    },
    /// `n PERCENT`, as written
    Percent(String),
    /// `n ROWS` from each split
    Rows(u64),
    /// `100M`: bytes, as written
    Bytes(String),
}
