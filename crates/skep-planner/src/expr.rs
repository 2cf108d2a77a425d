//! Expressions: what is written becomes a DataFusion expression with a Hive type.
//!
//! One flat match; the parts with rules of their own are in `expr/`. Operators, casts and functions are
//! `skep-functions`' business, reached through `lowering`.

mod function;
mod hypothetical;
mod literal;
mod macros;
mod name;
mod subquery;

use std::cell::Cell;

use skep_functions::registry::Typed;
use skep_hiveql::ast::{BinaryOp, Expr, ExprKind, NamedWindow, Quantifier, UnaryOp};
use skep_hiveql::types::HiveType;

use crate::env::Env;
use crate::error::{PlanError, Result};
use crate::group::Grouping;
use crate::lowering;
use crate::planner::Planner;
use crate::scope::Scope;
use crate::select::Output;

/// What names, aggregates and windows mean where an expression stands.
#[derive(Clone, Copy)]
pub(crate) struct Names<'s> {
    pub(crate) scope: &'s Scope,
    pub(crate) env: &'s Env<'s>,
    /// The clause, for messages.
    pub(crate) clause: &'static str,
    /// The select list, where its aliases are in reach.
    pub(crate) aliases: &'s [Output],
    /// An alias goes before a column of the same name (ORDER BY), or after it (GROUP BY, HAVING).
    pub(crate) alias_first: bool,
    /// Where aggregates may stand, and whether one did; its value may need no aggregate in the end, as in `typeof(sum(x))`.
    pub(crate) aggregates: Option<&'s Cell<bool>>,
    pub(crate) window_functions: bool,
    /// The WINDOW clause.
    pub(crate) windows: &'s [NamedWindow],
    /// The GROUP BY keys, for `grouping()` and `GROUPING__ID`.
    pub(crate) grouping: Option<&'s Grouping>,
}

impl<'s> Names<'s> {
    /// Names of a scope only; neither aggregates nor windows.
    pub(crate) fn new(scope: &'s Scope, env: &'s Env<'s>, clause: &'static str) -> Names<'s> {
        Names {
            scope,
            env,
            clause,
            aliases: &[],
            alias_first: false,
            aggregates: None,
            window_functions: false,
            windows: &[],
            grouping: None,
        }
    }
}

/// Room that a nested rule needs on the stack, and how much the stack grows by.
const RED_ZONE_BYTES: usize = 256 << 10;
const STACK_BYTES: usize = 4 << 20;

/// Runs a nested rule; the stack grows when it is short, for scripts nest deeply.
pub(crate) fn deep<T>(rule: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(RED_ZONE_BYTES, STACK_BYTES, rule)
}

impl Planner<'_> {
    /// Binds an expression.
    pub(crate) fn expr(&self, expr: &Expr, names: &Names<'_>) -> Result<Typed> {
        deep(|| self.kind(expr, names)).map_err(|e| e.at(expr.span))
    }

    /// Binds an expression and makes a literal of it if it is constant: what functions expect as arguments.
    pub(crate) fn folded(&self, expr: &Expr, names: &Names<'_>) -> Result<Typed> {
        Ok(self.fold(self.expr(expr, names)?))
    }

    /// Binds a condition.
    pub(crate) fn condition(&self, expr: &Expr, names: &Names<'_>) -> Result<Typed> {
        let typed = self.expr(expr, names)?;
        lowering::condition(typed).map_err(|e| e.at(expr.span))
    }

    fn all(&self, exprs: &[Expr], names: &Names<'_>) -> Result<Vec<Typed>> {
        exprs.iter().map(|e| self.folded(e, names)).collect()
    }

    fn kind(&self, expr: &Expr, n: &Names<'_>) -> Result<Typed> {
        let ctx = self.context;
        match &expr.kind {
            ExprKind::Literal(literal) => self.literal(literal),
            ExprKind::Column(name) => self.bare_name(name, n),
            ExprKind::Field { base, name } => self.field(base, name, n),
            ExprKind::Index { base, index } => Ok(lowering::index(
                self.folded(base, n)?,
                self.folded(index, n)?,
            )?),
            ExprKind::Unary { op, expr } => lowering::unary(*op, self.folded(expr, n)?),
            ExprKind::Binary { .. } => self.chain(expr, n),
            ExprKind::IsNull { expr, negated } => {
                Ok(lowering::is_null(self.expr(expr, n)?, *negated))
            }
            ExprKind::IsBoolean {
                expr,
                value,
                negated,
            } => Ok(lowering::is_boolean(self.expr(expr, n)?, *value, *negated)),
            ExprKind::IsDistinctFrom {
                left,
                right,
                negated,
            } => {
                let (left, right) = (self.folded(left, n)?, self.folded(right, n)?);
                let same = lowering::binary(ctx, BinaryOp::NullSafeEq, left, right)?;
                self.negate_if(same, !*negated)
            }
            ExprKind::Between {
                expr,
                low,
                high,
                negated,
            } => {
                let value = self.folded(expr, n)?;
                let (low, high) = (self.folded(low, n)?, self.folded(high, n)?);
                Ok(lowering::between(value, low, high, *negated)?)
            }
            ExprKind::InList {
                expr,
                list,
                negated,
            } => self.in_list(expr, list, *negated, n),
            ExprKind::InSubquery {
                expr,
                query,
                negated,
            } => self.in_subquery(expr, query, *negated, n),
            ExprKind::Exists(query) => self.exists(query, n),
            ExprKind::Subquery(query) => self.scalar_subquery(query, n),
            ExprKind::Quantified {
                expr,
                op,
                quantifier,
                query,
            } => self.quantified(expr, *op, *quantifier, query, n),
            ExprKind::Like {
                op,
                expr,
                pattern,
                negated,
            } => {
                let (text, pattern) = (self.folded(expr, n)?, self.folded(pattern, n)?);
                lowering::matches(*op, text, pattern, *negated)
            }
            ExprKind::LikeQuantified {
                quantifier,
                expr,
                patterns,
                negated,
            } => self.like_quantified(*quantifier, expr, patterns, *negated, n),
            ExprKind::Case {
                operand,
                branches,
                otherwise,
            } => self.case(operand.as_deref(), branches, otherwise.as_deref(), n),
            ExprKind::Cast { expr, ty, format } => self.cast(expr, ty, format.as_deref(), n),
            ExprKind::Function(call) => self.call(call, n),
            ExprKind::Interval { value, unit } => {
                Ok(lowering::interval(self.folded(value, n)?, *unit)?)
            }
            ExprKind::Extract { field, expr } => {
                Ok(lowering::extract(ctx, field, self.folded(expr, n)?)?)
            }
            ExprKind::FloorTo { expr, unit } => {
                Ok(lowering::floor_to(ctx, self.folded(expr, n)?, unit)?)
            }
            ExprKind::Tuple(parts) => self.tuple(parts, n),
            ExprKind::Wildcard(_) => Err(PlanError::invalid("`*` can't stand here")),
            ExprKind::Parameter(i) => Err(PlanError::invalid(format!(
                "parameter {i} of the prepared statement has no value"
            ))),
        }
    }

    /// `a op b op c …`: the left spine is walked in a loop, for scripts hold chains of a thousand ORs.
    fn chain(&self, expr: &Expr, n: &Names<'_>) -> Result<Typed> {
        let mut links = Vec::new();
        let mut first = expr;
        while let ExprKind::Binary { op, left, right } = &first.kind {
            links.push((*op, right, first.span));
            first = left;
        }
        let mut result = self.folded(first, n)?;
        for (op, right, span) in links.into_iter().rev() {
            let mut right = self.folded(right, n)?;
            if matches!(op, BinaryOp::And | BinaryOp::Or) {
                result = lowering::condition(result).map_err(|e| e.at(first.span))?;
                right = lowering::condition(right).map_err(|e| e.at(span))?;
            }
            result = lowering::binary(self.context, op, result, right).map_err(|e| e.at(span))?;
        }
        Ok(result)
    }

    fn negate_if(&self, typed: Typed, negated: bool) -> Result<Typed> {
        if negated {
            lowering::unary(UnaryOp::Not, typed)
        } else {
            Ok(typed)
        }
    }

    fn in_list(&self, expr: &Expr, list: &[Expr], negated: bool, n: &Names<'_>) -> Result<Typed> {
        let ExprKind::Tuple(parts) = &expr.kind else {
            let value = self.folded(expr, n)?;
            return Ok(lowering::in_list(value, self.all(list, n)?, negated)?);
        };
        let left = self.all(parts, n)?;
        let mut any: Option<Typed> = None;
        for row in list {
            let ExprKind::Tuple(values) = &row.kind else {
                return Err(
                    PlanError::invalid("IN compares a tuple with something else").at(row.span),
                );
            };
            if values.len() != left.len() {
                return Err(PlanError::invalid(format!(
                    "IN compares {} values with {}",
                    left.len(),
                    values.len()
                ))
                .at(row.span));
            }
            let equal = self.all_equal(&left, self.all(values, n)?)?;
            any = Some(match any {
                None => equal,
                Some(any) => lowering::binary(self.context, BinaryOp::Or, any, equal)?,
            });
        }
        let any = any.ok_or_else(|| PlanError::invalid("IN needs at least one value"))?;
        self.negate_if(any, negated)
    }

    /// `a1 = b1 AND a2 = b2 …`
    fn all_equal(&self, left: &[Typed], right: Vec<Typed>) -> Result<Typed> {
        let mut all: Option<Typed> = None;
        for (l, r) in left.iter().zip(right) {
            let equal = lowering::binary(self.context, BinaryOp::Eq, l.clone(), r)?;
            all = Some(match all {
                None => equal,
                Some(all) => lowering::binary(self.context, BinaryOp::And, all, equal)?,
            });
        }
        all.ok_or_else(|| PlanError::invalid("an empty tuple can't be compared"))
    }

    fn like_quantified(
        &self,
        quantifier: Quantifier,
        expr: &Expr,
        patterns: &[Expr],
        negated: bool,
        n: &Names<'_>,
    ) -> Result<Typed> {
        let text = self.folded(expr, n)?;
        lowering::matches_of(quantifier, text, self.all(patterns, n)?, negated)
    }

    fn case(
        &self,
        operand: Option<&Expr>,
        branches: &[(Expr, Expr)],
        otherwise: Option<&Expr>,
        n: &Names<'_>,
    ) -> Result<Typed> {
        let operand = operand.map(|e| self.folded(e, n)).transpose()?;
        let mut pairs = Vec::with_capacity(branches.len());
        for (when, then) in branches {
            pairs.push((self.folded(when, n)?, self.folded(then, n)?));
        }
        let otherwise = otherwise.map(|e| self.folded(e, n)).transpose()?;
        Ok(lowering::case(operand, pairs, otherwise)?)
    }

    fn cast(
        &self,
        expr: &Expr,
        ty: &HiveType,
        format: Option<&str>,
        n: &Names<'_>,
    ) -> Result<Typed> {
        let value = self.folded(expr, n)?;
        match format {
            None => lowering::cast(value, ty),
            Some(format) => lowering::cast_format(self.context, value, ty, format),
        }
    }

    /// `(a, b)` as a value is a struct, as in Hive.
    fn tuple(&self, parts: &[Expr], n: &Names<'_>) -> Result<Typed> {
        match parts {
            [one] => self.expr(one, n),
            _ => lowering::call_scalar(self.context, "struct", self.all(parts, n)?),
        }
    }
}
