//! Expressions.

use std::fmt::{self, Display, Formatter};

use super::{Clause, Comma, MaybeText, commas, when};
use crate::ast::{
    BinaryOp, Expr, ExprKind, FrameBound, FrameUnits, FunctionCall, Ident, IntegerSuffix,
    IntervalUnit, LikeOp, Literal, NullTreatment, NullsOrder, OrderItem, Quantifier, UnaryOp,
    WindowFrame, WindowSpec,
};
use crate::parser::{callable, level};
use crate::stack::deeper;
use crate::text::quote;

/// How tightly an expression holds together: above the operators, signs, then what has fields, then atoms.
const SIGN: u8 = 13;
const POSTFIX: u8 = 14;
const ATOM: u8 = 15;

/// An expression, in parentheses if it binds less tightly than this.
struct Within<'a>(u8, &'a Expr);

impl Display for Within<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if level_of(self.1) < self.0 {
            write!(f, "({})", self.1)
        } else {
            self.1.fmt(f)
        }
    }
}

fn level_of(expr: &Expr) -> u8 {
    match &expr.kind {
        ExprKind::Unary { op, .. } => match op {
            UnaryOp::Not => level::NOT,
            UnaryOp::Minus | UnaryOp::Plus | UnaryOp::BitNot => SIGN,
        },
        ExprKind::Binary { op, .. } => binary(*op).1,
        ExprKind::IsNull { .. } | ExprKind::IsBoolean { .. } => level::IS,
        ExprKind::IsDistinctFrom { .. } => level::EQUAL,
        ExprKind::Between { .. }
        | ExprKind::InList { .. }
        | ExprKind::InSubquery { .. }
        | ExprKind::Exists(_)
        | ExprKind::Quantified { .. }
        | ExprKind::Like { .. }
        | ExprKind::LikeQuantified { .. } => level::COMPARE,
        ExprKind::Field { .. } | ExprKind::Index { .. } => POSTFIX,
        ExprKind::Literal(_)
        | ExprKind::Column(_)
        | ExprKind::Subquery(_)
        | ExprKind::Case { .. }
        | ExprKind::Cast { .. }
        | ExprKind::Function(_)
        | ExprKind::Interval { .. }
        | ExprKind::Extract { .. }
        | ExprKind::FloorTo { .. }
        | ExprKind::Tuple(_)
        | ExprKind::Wildcard(_)
        | ExprKind::Parameter(_) => ATOM,
    }
}

/// An operator's spelling and level.
fn binary(op: BinaryOp) -> (&'static str, u8) {
    match op {
        BinaryOp::Or => ("OR", level::OR),
        BinaryOp::And => ("AND", level::AND),
        BinaryOp::Eq => ("=", level::EQUAL),
        BinaryOp::NullSafeEq => ("<=>", level::EQUAL),
        BinaryOp::NotEq => ("<>", level::EQUAL),
        BinaryOp::Lt => ("<", level::COMPARE),
        BinaryOp::LtEq => ("<=", level::COMPARE),
        BinaryOp::Gt => (">", level::COMPARE),
        BinaryOp::GtEq => (">=", level::COMPARE),
        BinaryOp::BitOr => ("|", level::BIT_OR),
        BinaryOp::BitAnd => ("&", level::BIT_AND),
        BinaryOp::Concat => ("||", level::CONCAT),
        BinaryOp::Plus => ("+", level::PLUS),
        BinaryOp::Minus => ("-", level::PLUS),
        BinaryOp::Multiply => ("*", level::TIMES),
        BinaryOp::Divide => ("/", level::TIMES),
        BinaryOp::Modulo => ("%", level::TIMES),
        BinaryOp::IntegerDivide => ("DIV", level::TIMES),
        BinaryOp::BitXor => ("^", level::BIT_XOR),
    }
}

impl Display for BinaryOp {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(binary(*self).0)
    }
}

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        deeper(|| self.kind.fmt(f))
    }
}

impl Display for ExprKind {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            ExprKind::Literal(literal) => literal.fmt(f),
            ExprKind::Column(name) => name.fmt(f),
            ExprKind::Field { base, name } => write!(f, "{}.{name}", Base(base)),
            ExprKind::Index { base, index } => write!(f, "{}[{index}]", Base(base)),
            ExprKind::Unary { op, expr } => unary(f, *op, expr),
            ExprKind::Binary { op, left, right } => infix(f, *op, left, right),
            ExprKind::Exists(query) => write!(f, "EXISTS ({query})"),
            ExprKind::Subquery(query) => write!(f, "({query})"),
            ExprKind::Case {
                operand,
                branches,
                otherwise,
            } => case(f, operand.as_deref(), branches, otherwise.as_deref()),
            ExprKind::Cast { expr, ty, format } => {
                write!(f, "CAST({expr} AS {ty}{})", MaybeText(" FORMAT ", format))
            }
            ExprKind::Function(call) => call.fmt(f),
            ExprKind::Interval { value, unit } => interval(f, value, *unit),
            ExprKind::Extract { field, expr } => {
                write!(f, "EXTRACT({} FROM {expr})", field.to_ascii_uppercase())
            }
            ExprKind::FloorTo { expr, unit } => {
                write!(f, "FLOOR({expr} TO {})", unit.to_ascii_uppercase())
            }
            ExprKind::Tuple(items) => write!(f, "({})", Comma(items)),
            ExprKind::Wildcard(Some(qualifier)) => write!(f, "{qualifier}.*"),
            ExprKind::Wildcard(None) => f.write_str("*"),
            ExprKind::Parameter(_) => f.write_str("?"),
            predicate => predicate_fmt(f, predicate),
        }
    }
}

/// IS, IN, BETWEEN, LIKE and their kind.
fn predicate_fmt(f: &mut Formatter<'_>, kind: &ExprKind) -> fmt::Result {
    let side = |expr| Within(level::BIT_OR, expr);
    let not = |negated: &bool| when(*negated, "NOT ");
    match kind {
        ExprKind::IsNull { expr, negated } => {
            write!(f, "{} IS {}NULL", side(expr), not(negated))
        }
        ExprKind::IsBoolean {
            expr,
            value,
            negated,
        } => {
            let value = if *value { "TRUE" } else { "FALSE" };
            write!(f, "{} IS {}{value}", side(expr), not(negated))
        }
        ExprKind::IsDistinctFrom {
            left,
            right,
            negated,
        } => {
            let (left, right) = (Within(level::EQUAL, left), Within(level::COMPARE, right));
            write!(f, "{left} IS {}DISTINCT FROM {right}", not(negated))
        }
        ExprKind::Between {
            expr,
            low,
            high,
            negated,
        } => {
            let (low, high) = (side(low), side(high));
            write!(f, "{} {}BETWEEN {low} AND {high}", side(expr), not(negated))
        }
        ExprKind::InList {
            expr,
            list,
            negated,
        } => write!(f, "{} {}IN ({})", side(expr), not(negated), Comma(list)),
        ExprKind::InSubquery {
            expr,
            query,
            negated,
        } => write!(f, "{} {}IN ({query})", side(expr), not(negated)),
        ExprKind::Quantified {
            expr,
            op,
            quantifier,
            query,
        } => write!(f, "{} {op} {quantifier} ({query})", side(expr)),
        ExprKind::Like {
            op,
            expr,
            pattern,
            negated,
        } => write!(f, "{} {}{op} {}", side(expr), not(negated), side(pattern)),
        ExprKind::LikeQuantified {
            quantifier,
            expr,
            patterns,
            negated,
        } => {
            let (expr, patterns) = (side(expr), Comma(patterns));
            write!(f, "{expr} {}LIKE {quantifier} ({patterns})", not(negated))
        }
        _ => Ok(()),
    }
}

/// What stands before a `.` or `[`: a literal needs parentheses there, for `1.a` is none.
struct Base<'a>(&'a Expr);

impl Display for Base<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if matches!(
            self.0.kind,
            ExprKind::Literal(_) | ExprKind::Interval { .. }
        ) {
            write!(f, "({})", self.0)
        } else {
            Within(POSTFIX, self.0).fmt(f)
        }
    }
}

fn unary(f: &mut Formatter<'_>, op: UnaryOp, expr: &Expr) -> fmt::Result {
    let sign = match op {
        UnaryOp::Not => {
            let plain = matches!(expr.kind, ExprKind::Exists(_));
            let least = if plain { level::COMPARE } else { level::BIT_OR };
            return write!(f, "NOT {}", Within(least, expr));
        }
        UnaryOp::Minus => "-",
        UnaryOp::Plus => "+",
        UnaryOp::BitNot => "~",
    };
    // `--a` would be a comment.
    write!(f, "{sign}{}", Within(POSTFIX, expr))
}

/// Operators bind to the left, so the right side has to bind tighter; both sides of a comparison have to.
fn infix(f: &mut Formatter<'_>, op: BinaryOp, left: &Expr, right: &Expr) -> fmt::Result {
    let (sign, own) = binary(op);
    let least = if own == level::COMPARE { own + 1 } else { own };
    write!(
        f,
        "{} {sign} {}",
        Within(least, left),
        Within(own + 1, right)
    )
}

fn case(
    f: &mut Formatter<'_>,
    operand: Option<&Expr>,
    branches: &[(Expr, Expr)],
    otherwise: Option<&Expr>,
) -> fmt::Result {
    f.write_str("CASE")?;
    if let Some(operand) = operand {
        write!(f, " {operand}")?;
    }
    for (condition, result) in branches {
        write!(f, " WHEN {condition} THEN {result}")?;
    }
    if let Some(otherwise) = otherwise {
        write!(f, " ELSE {otherwise}")?;
    }
    f.write_str(" END")
}

fn interval(f: &mut Formatter<'_>, value: &Expr, unit: IntervalUnit) -> fmt::Result {
    let plain = matches!(
        value.kind,
        ExprKind::Literal(
            Literal::Integer { .. }
                | Literal::Decimal(_)
                | Literal::Double { .. }
                | Literal::String(_)
        )
    );
    if plain {
        write!(f, "INTERVAL {value} {unit}")
    } else {
        write!(f, "INTERVAL ({value}) {unit}")
    }
}

impl Display for Literal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Literal::Null => f.write_str("NULL"),
            Literal::Boolean(true) => f.write_str("TRUE"),
            Literal::Boolean(false) => f.write_str("FALSE"),
            Literal::Integer { digits, suffix } => {
                let suffix = match suffix {
                    IntegerSuffix::None => "",
                    IntegerSuffix::Long => "L",
                    IntegerSuffix::Short => "S",
                    IntegerSuffix::Byte => "Y",
                };
                write!(f, "{digits}{suffix}")
            }
            Literal::Decimal(text) => {
                let plain = text.contains('.') && !text.contains(['e', 'E']);
                write!(f, "{text}{}", when(!plain, "BD"))
            }
            Literal::Double { text, float: true } => write!(f, "CAST({text} AS float)"),
            Literal::Double { text, float: false } => {
                write!(f, "{text}{}", when(!text.contains(['e', 'E']), "D"))
            }
            Literal::String(text) => f.write_str(&quote(text)),
            Literal::Date(text) => write!(f, "DATE {}", quote(text)),
            Literal::Timestamp(text) => write!(f, "TIMESTAMP {}", quote(text)),
            Literal::TimestampLocalTz(text) => write!(f, "TIMESTAMPLOCALTZ {}", quote(text)),
        }
    }
}

/// A function's name: some reserved words are functions too.
struct Callee<'a>(&'a Ident);

impl Display for Callee<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if !self.0.quoted && callable(&self.0.value) {
            f.write_str(&self.0.value)
        } else {
            self.0.fmt(f)
        }
    }
}

impl Display for FunctionCall {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.name.database {
            Some(_) => self.name.fmt(f)?,
            None => Callee(&self.name.name).fmt(f)?,
        }
        let distinct = when(self.distinct, "DISTINCT ");
        let star = when(self.star, "*");
        write!(f, "({distinct}{star}{})", Comma(&self.args))?;
        if !self.within_group.is_empty() {
            write!(f, " WITHIN GROUP (ORDER BY {})", Comma(&self.within_group))?;
        }
        f.write_str(match self.null_treatment {
            Some(NullTreatment::Ignore) => " IGNORE NULLS",
            Some(NullTreatment::Respect) => " RESPECT NULLS",
            None => "",
        })?;
        match &self.over {
            Some(window) => write!(f, " OVER {window}"),
            None => Ok(()),
        }
    }
}

impl Display for WindowSpec {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let bare = self.partition_by.is_empty() && self.order_by.is_empty() && self.frame.is_none();
        match &self.base {
            Some(base) if bare => base.fmt(f),
            Some(base) => write!(f, "({base} {})", WindowParts(self)),
            None => write!(f, "({})", WindowParts(self)),
        }
    }
}

/// The parts of a window, without parentheses.
pub(super) struct WindowParts<'a>(pub(super) &'a WindowSpec);

impl Display for WindowParts<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let spec = self.0;
        let partition = Clause("PARTITION BY ", &spec.partition_by);
        let space = when(
            !spec.partition_by.is_empty() && !spec.order_by.is_empty(),
            " ",
        );
        let order = Clause("ORDER BY ", &spec.order_by);
        write!(f, "{partition}{space}{order}")?;
        match &spec.frame {
            Some(frame) => {
                let first = spec.partition_by.is_empty() && spec.order_by.is_empty();
                write!(f, "{}{frame}", when(!first, " "))
            }
            None => Ok(()),
        }
    }
}

impl Display for WindowFrame {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let units = match self.units {
            FrameUnits::Rows => "ROWS",
            FrameUnits::Range => "RANGE",
        };
        match &self.end {
            Some(end) => write!(f, "{units} BETWEEN {} AND {end}", self.start),
            None => write!(f, "{units} {}", self.start),
        }
    }
}

impl Display for FrameBound {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (distance, side) = match self {
            FrameBound::CurrentRow => return f.write_str("CURRENT ROW"),
            FrameBound::Preceding(distance) => (distance, "PRECEDING"),
            FrameBound::Following(distance) => (distance, "FOLLOWING"),
        };
        match distance {
            Some(distance) => write!(f, "{} {side}", Within(level::BIT_OR, distance)),
            None => write!(f, "UNBOUNDED {side}"),
        }
    }
}

impl Display for OrderItem {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.expr, when(self.descending, " DESC"))?;
        nulls(f, self.nulls)
    }
}

/// ` NULLS FIRST`, ` NULLS LAST`, or nothing.
pub(super) fn nulls(f: &mut Formatter<'_>, order: Option<NullsOrder>) -> fmt::Result {
    f.write_str(match order {
        Some(NullsOrder::First) => " NULLS FIRST",
        Some(NullsOrder::Last) => " NULLS LAST",
        None => "",
    })
}

/// `(1, 2), (3, 4)`
pub(super) fn rows(f: &mut Formatter<'_>, rows: &[Vec<Expr>]) -> fmt::Result {
    commas(f, rows, |f, row| write!(f, "({})", Comma(row)))
}

impl Display for Quantifier {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Quantifier::Any => "ANY",
            Quantifier::All => "ALL",
        })
    }
}

impl Display for LikeOp {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            LikeOp::Like => "LIKE",
            LikeOp::Rlike => "RLIKE",
        })
    }
}

impl Display for IntervalUnit {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            IntervalUnit::Year => "YEAR",
            IntervalUnit::Month => "MONTH",
            IntervalUnit::Week => "WEEK",
            IntervalUnit::Day => "DAY",
            IntervalUnit::Hour => "HOUR",
            IntervalUnit::Minute => "MINUTE",
            IntervalUnit::Second => "SECOND",
            IntervalUnit::YearToMonth => "YEAR TO MONTH",
            IntervalUnit::DayToSecond => "DAY TO SECOND",
        })
    }
}

/// A value of an assignment: `a + b` needs no parentheses, a comparison does.
pub(super) struct Summand<'a>(pub(super) &'a Expr);

impl Display for Summand<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Within(level::PLUS, self.0).fmt(f)
    }
}
