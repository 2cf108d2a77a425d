//! The syntax tree: what was written, with a span on every node, and nothing of what it means.

pub mod alter;
pub mod ddl;
pub mod dml;
pub mod expr;
pub mod query;
pub mod show;
pub mod statement;

pub use alter::{
    AlterDatabase, AlterDatabaseAction, AlterTable, AlterTableAction, AlterView, AlterViewAction,
    ColumnPosition, NewPartition, Principal, PrincipalKind,
};
pub use ddl::{
    Analyze, AnalyzeWhat, Buckets, ColumnDef, Constraint, ConstraintKind, CreateDatabase,
    CreateFunction, CreateMacro, CreateTable, CreateTableLike, CreateView, Delimited, DropDatabase,
    DropObject, FileFormat, LikeSource, Msck, MsckAction, PartitionFilter, PartitionOp,
    PartitionValue, PartitionedBy, Properties, RowFormat, Skewed, SortColumn, Truncate,
};
pub use dml::{Delete, Insert, InsertTarget, Load, Merge, MergeClause, MultiInsert, Update};

pub use expr::{
    BinaryOp, Expr, ExprKind, FrameBound, FrameUnits, FunctionCall, IntegerSuffix, IntervalUnit,
    LikeOp, Literal, NullTreatment, NullsOrder, OrderItem, Quantifier, UnaryOp, WindowFrame,
    WindowSpec,
};
pub use query::{
    Cte, GroupBy, GroupingSets, JoinConstraint, JoinKind, LateralView, Limit, NamedWindow, Query,
    Sample, Select, SelectItem, SetExpr, SetOp, SetQuantifier, TableFunction, TableRef,
    TableRefKind, Transform,
};
pub use show::{Describe, DescribeStyle, Show};
pub use statement::{Explain, ExplainOption, OtherStatement, SetCommand, ShellCommand, Statement};

/// Where a node stands in the source text: byte offsets, end exclusive.
///
/// Any two spans are equal, so that trees compare by what they say and not by where they stood.
#[derive(Debug, Clone, Copy, Default)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset after the last byte.
    pub end: u32,
}

impl PartialEq for Span {
    fn eq(&self, _: &Span) -> bool {
        true
    }
}

impl Eq for Span {}

/// A name as written. Hive compares names without regard to case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ident {
    /// The name, without backticks.
    pub value: String,
    /// Written in backticks. Under `hive.support.quoted.identifiers=none` a quoted column is a regular expression.
    pub quoted: bool,
    /// Where it stands.
    pub span: Span,
}

impl Ident {
    /// The name in lower case, as the metastore keeps it.
    pub fn lower(&self) -> String {
        self.value.to_lowercase()
    }
}

/// `table` or `database.table`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectName {
    /// The database, if named.
    pub database: Option<Ident>,
    /// The table, view or function.
    pub name: Ident,
}
