//! Expressions over a table's columns as conditions on its files' columns.

use std::sync::Arc;

use datafusion::common::ScalarValue;
use datafusion::logical_expr::Operator as Op;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::{
    BinaryExpr, CaseExpr, DynamicFilterPhysicalExpr, InListExpr, IsNotNullExpr, IsNullExpr,
    LikeExpr, Literal, NotExpr,
};
use skep_hiveql::types::HiveType;
use skep_serde::filter::{Condition, Operator};

use super::implied::{Implied, all_of, any_of, never};
use super::like;
use super::operand::{Operand, is_zero};

/// Deeper expressions are not looked into. A chain of ANDs or of ORs counts as one level.
const DEPTH: usize = 64;

/// What holds of a row's columns if the expression is true of it. `columns` are those of the files; a table's schema
/// begins with them. Dynamic filters are taken as they are now.
pub(super) fn translate(expr: &Arc<dyn PhysicalExpr>, columns: &[(String, HiveType)]) -> Implied {
    Translation { columns }.holds(expr, true, DEPTH)
}

struct Translation<'a> {
    columns: &'a [(String, HiveType)],
}

impl Translation<'_> {
    /// What holds where the expression has that truth value (and isn't NULL).
    fn holds(&self, expr: &Arc<dyn PhysicalExpr>, truth: bool, depth: usize) -> Implied {
        let Some(depth) = depth.checked_sub(1) else {
            return Implied::unknown();
        };
        if let Some(literal) = expr.downcast_ref::<Literal>() {
            return match literal.value() {
                ScalarValue::Boolean(Some(value)) if *value == truth => Implied::always(),
                _ => Implied::Never,
            };
        }
        if let Some(not) = expr.downcast_ref::<NotExpr>() {
            return self.holds(not.arg(), !truth, depth);
        }
        if let Some(binary) = expr.downcast_ref::<BinaryExpr>() {
            return match binary.op() {
                Op::And | Op::Or => {
                    let arms = chain(expr, *binary.op());
                    let arms = arms.into_iter().map(|arm| self.holds(arm, truth, depth));
                    if (*binary.op() == Op::And) == truth {
                        Implied::all(arms)
                    } else {
                        Implied::any(arms)
                    }
                }
                op => self.comparison(binary.left(), *op, binary.right(), truth, depth),
            };
        }
        if let Some(is_null) = expr.downcast_ref::<IsNullExpr>() {
            return self.null(is_null.arg(), truth);
        }
        if let Some(is_not_null) = expr.downcast_ref::<IsNotNullExpr>() {
            return self.null(is_not_null.arg(), !truth);
        }
        if let Some(list) = expr.downcast_ref::<InListExpr>() {
            return self.in_list(list, truth);
        }
        if let Some(like) = expr.downcast_ref::<LikeExpr>() {
            return self.like(like, truth);
        }
        if let Some(case) = expr.downcast_ref::<CaseExpr>() {
            let results = case.when_then_expr().iter().map(|(_, then)| then);
            let results = results.chain(case.else_expr());
            return Implied::any(results.map(|e| self.holds(e, truth, depth))).inexact();
        }
        if let Some(dynamic) = expr.downcast_ref::<DynamicFilterPhysicalExpr>() {
            return match dynamic.current() {
                Ok(current) => self.holds(&current, truth, depth),
                Err(_) => Implied::unknown(),
            };
        }
        Implied::unknown()
    }

    fn comparison(
        &self,
        left: &Arc<dyn PhysicalExpr>,
        op: Op,
        right: &Arc<dyn PhysicalExpr>,
        truth: bool,
        depth: usize,
    ) -> Implied {
        let (side, op, constant) = match (left.downcast_ref::<Literal>(), right.downcast_ref()) {
            (_, Some(literal)) => (left, op, Literal::value(literal)),
            (Some(literal), None) => match op.swap() {
                Some(op) => (right, op, literal.value()),
                None => return Implied::unknown(),
            },
            (None, None) => return Implied::unknown(),
        };
        // `(a = 1) IS NOT DISTINCT FROM true`
        if let (Op::IsNotDistinctFrom, ScalarValue::Boolean(Some(value)), true) =
            (op, constant, truth)
        {
            return self.holds(side, *value, depth);
        }
        let Some(operand) = Operand::of(side, self.columns) else {
            return Implied::unknown();
        };
        let distinct = match op {
            Op::IsDistinctFrom => Some(truth),
            Op::IsNotDistinctFrom => Some(!truth),
            _ => None,
        };
        let condition = match distinct {
            Some(true) if constant.is_null() => Some(Condition::IsNotNull),
            Some(false) if constant.is_null() => Some(Condition::IsNull),
            Some(true) => {
                let differs = operand.compare(Operator::NotEq, constant);
                differs.map(|differs| Condition::Any(vec![Condition::IsNull, differs]))
            }
            Some(false) => operand.compare(Operator::Eq, constant),
            None => operator(op, truth).and_then(|op| operand.compare(op, constant)),
        };
        match condition {
            Some(condition) => Implied::exactly(operand.column, condition),
            None => Implied::unknown(),
        }
    }

    fn null(&self, expr: &Arc<dyn PhysicalExpr>, null: bool) -> Implied {
        let condition = if null {
            Condition::IsNull
        } else {
            Condition::IsNotNull
        };
        match Operand::of(expr, self.columns) {
            Some(operand) => Implied::exactly(operand.column, condition),
            None => Implied::unknown(),
        }
    }

    fn in_list(&self, list: &InListExpr, truth: bool) -> Implied {
        let Some(operand) = Operand::of(list.expr(), self.columns) else {
            return Implied::unknown();
        };
        let wanted = list.negated() != truth;
        let op = if wanted {
            Operator::Eq
        } else {
            Operator::NotEq
        };
        // Lists may be long: no conditions of columns are put together for each constant.
        let mut conditions = Vec::with_capacity(list.len());
        let mut exact = true;
        for value in list.list() {
            let value = value.downcast_ref::<Literal>().map(Literal::value);
            let Some((value, condition)) = value.and_then(|v| Some((v, operand.compare(op, v)?)))
            else {
                return Implied::unknown();
            };
            // Unlike a comparison, DataFusion's IN keeps the zeros apart.
            let zero = is_zero(value);
            exact &= !zero;
            if !wanted && condition == never() {
                return Implied::Never;
            }
            if wanted || !zero {
                conditions.push(condition);
            }
        }
        let implied = Implied::exactly(
            operand.column,
            match wanted {
                true => any_of(conditions),
                // Even NULL is in no empty list's way.
                false => all_of(conditions),
            },
        );
        if exact { implied } else { implied.inexact() }
    }

    fn like(&self, like: &LikeExpr, truth: bool) -> Implied {
        let operand = Operand::of(like.expr(), self.columns).filter(Operand::is_text);
        let (Some(operand), Some(pattern)) = (operand, like.pattern().downcast_ref::<Literal>())
        else {
            return Implied::unknown();
        };
        match pattern.value().try_as_str() {
            Some(Some(pattern)) if !like.case_insensitive() => {
                like::like(operand.column, pattern, like.negated() == truth)
            }
            Some(None) => Implied::Never,
            _ => Implied::unknown(),
        }
    }
}

/// The arms of a chain of ANDs or of ORs.
fn chain(expr: &Arc<dyn PhysicalExpr>, op: Op) -> Vec<&Arc<dyn PhysicalExpr>> {
    let mut arms = Vec::new();
    let mut left = vec![expr];
    while let Some(expr) = left.pop() {
        match expr.downcast_ref::<BinaryExpr>() {
            Some(binary) if *binary.op() == op => left.extend([binary.right(), binary.left()]),
            _ => arms.push(expr),
        }
    }
    arms
}

/// The comparison that is true where `op` has that truth value.
fn operator(op: Op, truth: bool) -> Option<Operator> {
    let op = if truth { op } else { op.negate()? };
    Some(match op {
        Op::Eq => Operator::Eq,
        Op::NotEq => Operator::NotEq,
        Op::Lt => Operator::Less,
        Op::LtEq => Operator::LessEq,
        Op::Gt => Operator::Greater,
        Op::GtEq => Operator::GreaterEq,
        _ => return None,
    })
}
