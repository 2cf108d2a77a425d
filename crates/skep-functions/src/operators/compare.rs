//! Comparisons, logic, NULL tests, BETWEEN, IN and CASE.

use datafusion::common::ScalarValue;
use datafusion::logical_expr::expr::{Case, InList};
use datafusion::logical_expr::{Between, BinaryExpr, Operator, lit};
use datafusion::prelude::Expr;
use skep_hiveql::ast::expr::BinaryOp;
use skep_hiveql::types::HiveType;
use skep_serde::primitive::calendar::MICROS_PER_DAY;

use super::refused;
use crate::cast::{cast, null};
use crate::convert::{common_type, comparison_type};
use crate::registry::{CallError, Typed};

/// A boolean expression.
pub(crate) fn truth(expr: Expr) -> Typed {
    Typed {
        expr,
        ty: HiveType::Boolean,
    }
}

fn infix(left: Expr, op: Operator, right: Expr) -> Expr {
    Expr::BinaryExpr(BinaryExpr::new(Box::new(left), op, Box::new(right)))
}

/// A condition: a boolean, or what Hive takes for one.
pub(crate) fn condition(value: Typed) -> Expr {
    cast(value, &HiveType::Boolean).expr
}

/// `AND`, `OR`, with three truth values.
pub(super) fn logic(op: BinaryOp, left: Typed, right: Typed) -> Result<Typed, CallError> {
    let boolean = |t: &Typed| matches!(t.ty, HiveType::Boolean | HiveType::Void);
    if !boolean(&left) || !boolean(&right) {
        return Err(refused(op, &left, &right));
    }
    let op = if op == BinaryOp::And {
        Operator::And
    } else {
        Operator::Or
    };
    Ok(truth(infix(condition(left), op, condition(right))))
}

/// `NOT a`.
pub(super) fn not(value: Typed) -> Typed {
    truth(Expr::Not(Box::new(condition(value))))
}

/// `= <=> <> < <= > >=`: both sides in the type in which Hive compares them.
pub(crate) fn comparison(op: BinaryOp, left: Typed, right: Typed) -> Result<Typed, CallError> {
    let (op, left, right) = by_the_day(op, left, right);
    let Some(ty) = comparison_type(&left.ty, &right.ty) else {
        return Err(refused(op, &left, &right));
    };
    let operator = match op {
        BinaryOp::Eq => Operator::Eq,
        BinaryOp::NullSafeEq => Operator::IsNotDistinctFrom,
        BinaryOp::NotEq => Operator::NotEq,
        BinaryOp::Lt => Operator::Lt,
        BinaryOp::LtEq => Operator::LtEq,
        BinaryOp::Gt => Operator::Gt,
        _ => Operator::GtEq,
    };
    Ok(truth(infix(
        cast(left, &ty).expr,
        operator,
        cast(right, &ty).expr,
    )))
}

/// A date beside a constant moment is compared with a day: a condition on the column itself can be tested where it is
/// read. `d <= TIMESTAMP '1998-09-02 12:00:00'` is `d <= DATE '1998-09-02'`.
fn by_the_day(op: BinaryOp, left: Typed, right: Typed) -> (BinaryOp, Typed, Typed) {
    if moment(&left).is_some() && right.ty == HiveType::Date {
        let turned = match op {
            BinaryOp::Lt => BinaryOp::Gt,
            BinaryOp::LtEq => BinaryOp::GtEq,
            BinaryOp::Gt => BinaryOp::Lt,
            BinaryOp::GtEq => BinaryOp::LtEq,
            same => same,
        };
        return by_the_day(turned, right, left);
    }
    let (HiveType::Date, Some(micros)) = (&left.ty, moment(&right)) else {
        return (op, left, right);
    };
    let (floor, rest) = (
        micros.div_euclid(MICROS_PER_DAY),
        micros.rem_euclid(MICROS_PER_DAY),
    );
    let day = match op {
        BinaryOp::LtEq | BinaryOp::Gt => Some(floor),
        BinaryOp::Lt | BinaryOp::GtEq => Some(floor + i64::from(rest > 0)),
        _ => (rest == 0).then_some(floor),
    };
    match day.and_then(|day| i32::try_from(day).ok()) {
        Some(day) => {
            let day = Typed {
                expr: lit(ScalarValue::Date32(Some(day))),
                ty: HiveType::Date,
            };
            (op, left, day)
        }
        None => (op, left, right),
    }
}

/// The microseconds of a constant timestamp.
fn moment(value: &Typed) -> Option<i64> {
    match (&value.ty, &value.expr) {
        (
            HiveType::Timestamp,
            Expr::Literal(ScalarValue::TimestampMicrosecond(Some(micros), None), _),
        ) => Some(*micros),
        _ => None,
    }
}

/// True where BETWEEN is better two comparisons: of a date with constant moments.
fn days_and_moments(value: &Typed, low: &Typed, high: &Typed) -> bool {
    value.ty == HiveType::Date && (moment(low).is_some() || moment(high).is_some())
}

/// `a IS [NOT] NULL`.
pub fn is_null(value: Typed, negated: bool) -> Typed {
    let value = Box::new(value.expr);
    truth(if negated {
        Expr::IsNotNull(value)
    } else {
        Expr::IsNull(value)
    })
}

/// `a IS [NOT] TRUE|FALSE`.
///
/// Not DataFusion's own `IsTrue`: its plans call that never NULL and its execution nullable, and the two are compared.
pub fn is_boolean(value: Typed, truth_value: bool, negated: bool) -> Typed {
    let op = if negated {
        Operator::IsDistinctFrom
    } else {
        Operator::IsNotDistinctFrom
    };
    truth(infix(condition(value), op, lit(truth_value)))
}

/// `a [NOT] BETWEEN low AND high`.
pub fn between(value: Typed, low: Typed, high: Typed, negated: bool) -> Result<Typed, CallError> {
    let below = comparison_type(&value.ty, &low.ty);
    let above = comparison_type(&value.ty, &high.ty);
    match (below, above) {
        (Some(below), Some(above)) if below == above && !days_and_moments(&value, &low, &high) => {
            let ends = (cast(low, &below).expr, cast(high, &below).expr);
            let value = Box::new(cast(value, &below).expr);
            let between = Between::new(value, negated, Box::new(ends.0), Box::new(ends.1));
            Ok(truth(Expr::Between(between)))
        }
        _ => {
            let from = comparison(BinaryOp::GtEq, value.clone(), low)?;
            let to = comparison(BinaryOp::LtEq, value, high)?;
            let both = logic(BinaryOp::And, from, to)?;
            Ok(if negated { not(both) } else { both })
        }
    }
}

/// `a [NOT] IN (…)`: all in the type in which Hive compares them.
pub fn in_list(value: Typed, list: Vec<Typed>, negated: bool) -> Result<Typed, CallError> {
    let mut ty = value.ty.clone();
    for item in &list {
        ty = match comparison_type(&ty, &item.ty) {
            Some(ty) => ty,
            None => {
                return Err(CallError(format!(
                    "cannot look for {} in a list with {}",
                    ty, item.ty
                )));
            }
        };
    }
    let list = list.into_iter().map(|item| cast(item, &ty).expr).collect();
    let value = Box::new(cast(value, &ty).expr);
    Ok(truth(Expr::InList(InList::new(value, list, negated))))
}

/// `CASE [operand] WHEN … THEN … [ELSE …] END`.
pub fn case(
    operand: Option<Typed>,
    branches: Vec<(Typed, Typed)>,
    otherwise: Option<Typed>,
) -> Result<Typed, CallError> {
    let results = branches.iter().map(|(_, then)| &then.ty);
    let ty = common("CASE", results.chain(otherwise.iter().map(|e| &e.ty)))?;
    let mut when_then = Vec::with_capacity(branches.len());
    for (when, then) in branches {
        let when = match &operand {
            None => condition(when),
            Some(operand) => comparison(BinaryOp::Eq, operand.clone(), when)?.expr,
        };
        when_then.push((Box::new(when), Box::new(cast(then, &ty).expr)));
    }
    let otherwise = otherwise.map(|value| Box::new(cast(value, &ty).expr));
    let otherwise = otherwise.or_else(|| Some(Box::new(null(&ty))));
    Ok(Typed {
        expr: Expr::Case(Case::new(None, when_then, otherwise)),
        ty,
    })
}

/// The type in which all values live together.
pub(crate) fn common<'a>(
    name: &str,
    types: impl Iterator<Item = &'a HiveType>,
) -> Result<HiveType, CallError> {
    let mut common = HiveType::Void;
    for ty in types {
        common = common_type(&common, ty).ok_or_else(|| {
            CallError(format!(
                "`{name}` mixes {common} and {ty}; cast one of them"
            ))
        })?;
    }
    Ok(common)
}
