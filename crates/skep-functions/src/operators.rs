//! Hive's operators, with its rules for types, NULL and overflow.
//!
//! Comparisons and logic on equal types are DataFusion's own expressions, so that the optimizer can move and prune by
//! them; arithmetic that differs from DataFusion's is a routine.

mod arithmetic;
mod compare;
mod decimal;
mod interval;
mod parts;
mod pattern;
#[cfg(test)]
mod tests;
mod time;

use skep_hiveql::ast::expr::BinaryOp;
#[doc(inline)]
pub use {
    arithmetic::unary,
    compare::{between, case, in_list, is_boolean, is_null},
    interval::interval,
    parts::{index, struct_field},
    pattern::{like, like_all, like_any, rlike},
    time::{extract, floor_to},
};

pub(crate) use compare::{common, comparison, condition};
pub(crate) use time::plus_months;

use crate::registry::{CallError, Context, Typed};

/// `left op right`.
pub fn binary(
    context: &Context,
    op: BinaryOp,
    left: Typed,
    right: Typed,
) -> Result<Typed, CallError> {
    use BinaryOp as O;
    match op {
        O::Or | O::And => compare::logic(op, left, right),
        O::Eq | O::NullSafeEq | O::NotEq | O::Lt | O::LtEq | O::Gt | O::GtEq => {
            compare::comparison(op, left, right)
        }
        O::Plus | O::Minus if time::timely(&left, &right) => time::shift(op, left, right),
        O::Plus | O::Minus | O::Multiply | O::Divide | O::Modulo => {
            arithmetic::binary(op, left, right)
        }
        O::IntegerDivide | O::BitAnd | O::BitOr | O::BitXor => {
            arithmetic::integral(op, left, right)
        }
        O::Concat => concat(context, left, right),
    }
}

/// `a || b` is the function `concat`.
fn concat(context: &Context, left: Typed, right: Typed) -> Result<Typed, CallError> {
    match crate::registry::lookup("concat").map(|f| f.bind) {
        Some(crate::registry::Bind::Scalar(bind)) => bind(context, vec![left, right]),
        _ => Err(CallError("`||` is not supported".into())),
    }
}

/// How an operator is written.
fn symbol(op: BinaryOp) -> &'static str {
    use BinaryOp as O;
    match op {
        O::Or => "OR",
        O::And => "AND",
        O::Eq => "=",
        O::NullSafeEq => "<=>",
        O::NotEq => "<>",
        O::Lt => "<",
        O::LtEq => "<=",
        O::Gt => ">",
        O::GtEq => ">=",
        O::Plus => "+",
        O::Minus => "-",
        O::Multiply => "*",
        O::Divide => "/",
        O::Modulo => "%",
        O::IntegerDivide => "DIV",
        O::BitAnd => "&",
        O::BitOr => "|",
        O::BitXor => "^",
        O::Concat => "||",
    }
}

/// "cannot apply `+` to array<int> and int"
fn refused(op: BinaryOp, left: &Typed, right: &Typed) -> CallError {
    CallError(format!(
        "cannot apply `{}` to {} and {}",
        symbol(op),
        left.ty,
        right.ty
    ))
}
