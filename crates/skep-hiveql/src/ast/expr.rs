//! Expressions.

use super::{Ident, ObjectName, Query, Span};
use crate::types::HiveType;

/// An expression and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of expression. (A table: one variant a construct.)
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExprKind {
    /// `1`, `'a'`, `NULL`, `DATE '2009-12-13'`
    Literal(Literal),
    /// A bare name: a column or an alias.
    Column(Ident),
    /// `base.name`: a qualified column or a struct's field; the binder tells which.
    Field {
        /// What stands before the dot.
        base: Box<Expr>,
        /// What stands after it.
        name: Ident,
    },
    /// `base[index]` of an array or a map.
    Index {
        /// The array or map.
        base: Box<Expr>,
        /// The position (from 0) or the key.
        index: Box<Expr>,
    },
    /// `-a`, `NOT a`, `~a`, `+a`
    Unary {
        /// The operator.
        op: UnaryOp,
        /// Its operand.
        expr: Box<Expr>,
    },
    /// `a + b`, `a AND b`, `a <=> b`
    Binary {
        /// The operator.
        op: BinaryOp,
        /// The left operand.
        left: Box<Expr>,
        /// The right operand.
        right: Box<Expr>,
    },
    /// `a IS [NOT] NULL`
    IsNull {
        /// The operand.
        expr: Box<Expr>,
        /// `IS NOT NULL`
        negated: bool,
    },
    /// `a IS [NOT] TRUE|FALSE`
    IsBoolean {
        /// The operand.
        expr: Box<Expr>,
        /// The truth value asked for.
        value: bool,
        /// `IS NOT`
        negated: bool,
    },
    /// `a IS [NOT] DISTINCT FROM b`
    IsDistinctFrom {
        /// The left operand.
        left: Box<Expr>,
        /// The right operand.
        right: Box<Expr>,
        /// `IS NOT DISTINCT FROM`
        negated: bool,
    },
    /// `a [NOT] BETWEEN low AND high`
    Between {
        /// The operand.
        expr: Box<Expr>,
        /// The lower bound, included.
        low: Box<Expr>,
        /// The upper bound, included.
        high: Box<Expr>,
        /// `NOT BETWEEN`
        negated: bool,
    },
    /// `a [NOT] IN (1, 2)`; the left side may be a tuple.
    InList {
        /// The operand.
        expr: Box<Expr>,
        /// The list.
        list: Vec<Expr>,
        /// `NOT IN`
        negated: bool,
    },
    /// `a [NOT] IN (SELECT …)`
    InSubquery {
        /// The operand.
        expr: Box<Expr>,
        /// The subquery.
        query: Box<Query>,
        /// `NOT IN`
        negated: bool,
    },
    /// `EXISTS (SELECT …)`; `NOT EXISTS` is a unary NOT over it.
    Exists(Box<Query>),
    /// `(SELECT …)` as a value.
    Subquery(Box<Query>),
    /// `a op ANY|ALL (SELECT …)`
    Quantified {
        /// The operand.
        expr: Box<Expr>,
        /// A comparison.
        op: BinaryOp,
        /// ANY (or SOME) or ALL.
        quantifier: Quantifier,
        /// The subquery.
        query: Box<Query>,
    },
    /// `a [NOT] LIKE|RLIKE|REGEXP b`
    Like {
        /// Which match.
        op: LikeOp,
        /// The text.
        expr: Box<Expr>,
        /// The pattern.
        pattern: Box<Expr>,
        /// `NOT LIKE`
        negated: bool,
    },
    /// `a [NOT] LIKE ANY|ALL ('x%', 'y%')`
    LikeQuantified {
        /// ANY or ALL.
        quantifier: Quantifier,
        /// The text.
        expr: Box<Expr>,
        /// The patterns.
        patterns: Vec<Expr>,
        /// `NOT LIKE`
        negated: bool,
    },
    /// `CASE [operand] WHEN … THEN … [ELSE …] END`
    Case {
        /// The operand of a simple CASE.
        operand: Option<Box<Expr>>,
        /// Condition (or value) and result, in order.
        branches: Vec<(Expr, Expr)>,
        /// The result when none holds.
        otherwise: Option<Box<Expr>>,
    },
    /// `CAST(a AS type [FORMAT 'f'])`
    Cast {
        /// What is cast.
        expr: Box<Expr>,
        /// To what.
        ty: HiveType,
        /// A SQL:2016 datetime format.
        format: Option<String>,
    },
    /// `f(a, b) [OVER …]`
    Function(FunctionCall),
    /// `INTERVAL value unit`; the value is a string, a number or (in parentheses) any expression.
    Interval {
        /// The amount.
        value: Box<Expr>,
        /// Its unit.
        unit: IntervalUnit,
    },
    /// `EXTRACT(unit FROM a)`; units as in Hive, incl. `week`, `quarter`, `dayofweek`.
    Extract {
        /// What is taken out, in lower case.
        field: String,
        /// Of what.
        expr: Box<Expr>,
    },
    /// `FLOOR(a TO unit)`
    FloorTo {
        /// What is cut.
        expr: Box<Expr>,
        /// The unit, in lower case.
        unit: String,
    },
    /// `(a, b)`: only beside IN, in GROUPING SETS and as a row value.
    Tuple(Vec<Expr>),
    /// `t.*` (or `*`) as an argument: only in TRANSFORM, MAP, REDUCE and function calls with other arguments.
    Wildcard(Option<ObjectName>),
    /// `?` of a prepared statement: the position, from 1.
    Parameter(u32),
}

/// A constant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Literal {
    /// `NULL`
    Null,
    /// `TRUE`, `FALSE`
    Boolean(bool),
    /// Digits, and the suffix that says the type.
    Integer {
        /// The digits as written.
        digits: String,
        /// `L`, `S`, `Y` or none.
        suffix: IntegerSuffix,
    },
    /// `1.5`, `1BD`: a decimal; the text without suffix.
    Decimal(String),
    /// `1e5`, `1.5D`, `1D`: a double; the text without suffix. `F` suffix is `float: true`.
    Double {
        /// The text without suffix.
        text: String,
        /// Written with `F`.
        float: bool,
    },
    /// A string, escapes decoded.
    String(String),
    /// `DATE 'yyyy-MM-dd'`
    Date(String),
    /// `TIMESTAMP 'yyyy-MM-dd HH:mm:ss[.n]'`
    Timestamp(String),
    /// `TIMESTAMPLOCALTZ '…'` or `TIMESTAMP WITH LOCAL TIME ZONE '…'`
    TimestampLocalTz(String),
}

/// The suffix of an integer literal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IntegerSuffix {
    /// int, or the smallest of bigint and decimal that holds it.
    None,
    /// `L`: bigint
    Long,
    /// `S`: smallint
    Short,
    /// `Y`: tinyint
    Byte,
}

/// Prefix operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnaryOp {
    /// `NOT`, `!`
    Not,
    /// `-`
    Minus,
    /// `+`
    Plus,
    /// `~`
    BitNot,
}

/// Infix operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the operators")]
pub enum BinaryOp {
    Or,
    And,
    /// `=` and `==`
    Eq,
    /// `<=>`
    NullSafeEq,
    /// `<>` and `!=`
    NotEq,
    Lt,
    LtEq,
    Gt,
    GtEq,
    Plus,
    Minus,
    Multiply,
    Divide,
    /// `%`
    Modulo,
    /// `DIV`
    IntegerDivide,
    BitAnd,
    BitOr,
    BitXor,
    /// `||`
    Concat,
}

/// ANY (SOME) or ALL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the keywords")]
pub enum Quantifier {
    Any,
    All,
}

/// LIKE, or RLIKE (REGEXP).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the keywords")]
pub enum LikeOp {
    Like,
    Rlike,
}

/// The unit of an interval literal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the keywords")]
pub enum IntervalUnit {
    Year,
    Month,
    Week,
    Day,
    Hour,
    Minute,
    Second,
    YearToMonth,
    DayToSecond,
}

/// `name([DISTINCT] args) [IGNORE NULLS] [WITHIN GROUP (…)] [FILTER …] [OVER …]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionCall {
    /// The function; a database may qualify it.
    pub name: ObjectName,
    /// `DISTINCT` before the arguments.
    pub distinct: bool,
    /// `f(*)`: then `args` is empty.
    pub star: bool,
    /// The arguments.
    pub args: Vec<Expr>,
    /// `IGNORE NULLS` or `RESPECT NULLS`.
    pub null_treatment: Option<NullTreatment>,
    /// `WITHIN GROUP (ORDER BY …)`
    pub within_group: Vec<OrderItem>,
    /// `OVER …`
    pub over: Option<WindowSpec>,
}

/// What a window function does with NULLs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the keywords")]
pub enum NullTreatment {
    Ignore,
    Respect,
}

/// A window: its base by name, or its parts. `DISTRIBUTE BY` and `SORT BY` are read as PARTITION and ORDER BY.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WindowSpec {
    /// A window of the WINDOW clause: `OVER w` or `OVER (w …)`.
    pub base: Option<Ident>,
    /// `PARTITION BY`
    pub partition_by: Vec<Expr>,
    /// `ORDER BY`
    pub order_by: Vec<OrderItem>,
    /// `ROWS|RANGE BETWEEN … AND …`
    pub frame: Option<WindowFrame>,
}

/// `ROWS|RANGE start [AND end]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WindowFrame {
    /// ROWS or RANGE.
    pub units: FrameUnits,
    /// Where it begins.
    pub start: FrameBound,
    /// Where it ends; the current row if not said.
    pub end: Option<FrameBound>,
}

/// ROWS or RANGE.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the keywords")]
pub enum FrameUnits {
    Rows,
    Range,
}

/// A frame's border; `None` is UNBOUNDED.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FrameBound {
    /// `n PRECEDING`
    Preceding(Option<Box<Expr>>),
    /// `CURRENT ROW`
    CurrentRow,
    /// `n FOLLOWING`
    Following(Option<Box<Expr>>),
}

/// `expr [ASC|DESC] [NULLS FIRST|LAST]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderItem {
    /// The key.
    pub expr: Expr,
    /// DESC
    pub descending: bool,
    /// Where NULLs go; Hive's default is first for ASC and last for DESC.
    pub nulls: Option<NullsOrder>,
}

/// NULLS FIRST or NULLS LAST.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the keywords")]
pub enum NullsOrder {
    First,
    Last,
}
