//! UNION, INTERSECT and EXCEPT, with types widened column by column. The left side names the columns.

use datafusion::common::NullEquality;
use datafusion::functions_window::row_number::row_number_udwf;
use datafusion::logical_expr::expr::WindowFunction;
use datafusion::logical_expr::{Expr, JoinType, LogicalPlan};
use skep_hiveql::ast::{SetOp, SetQuantifier};
use skep_hiveql::types::HiveType;

use crate::error::{PlanError, Result};
use crate::planner::Planner;
use crate::scope::{Rel, Scope, column};
use crate::{lowering, plan};

impl Planner<'_> {
    pub(crate) fn set_operation(
        &self,
        op: SetOp,
        quantifier: SetQuantifier,
        left: Rel,
        right: Rel,
    ) -> Result<Rel> {
        let types = self.common_types(&left.scope, &right.scope)?;
        let left = self.retyped(left, &types)?;
        let right = self.retyped(right, &types)?;
        let plan = match (op, quantifier) {
            (SetOp::Union, SetQuantifier::All) => plan::union(left.plan, right.plan)?,
            (SetOp::Union, SetQuantifier::Distinct) => {
                plan::distinct(plan::union(left.plan, right.plan)?)
            }
            (SetOp::Intersect, SetQuantifier::Distinct) => {
                matching(plan::distinct(left.plan), right.plan, JoinType::LeftSemi)?
            }
            (SetOp::Except, SetQuantifier::Distinct) => {
                matching(plan::distinct(left.plan), right.plan, JoinType::LeftAnti)?
            }
            (SetOp::Intersect, SetQuantifier::All) => {
                self.counted(left.plan, right.plan, JoinType::LeftSemi)?
            }
            (SetOp::Except, SetQuantifier::All) => {
                self.counted(left.plan, right.plan, JoinType::LeftAnti)?
            }
        };
        Ok(Rel {
            plan,
            scope: left.scope.requalified(None),
        })
    }

    fn common_types(&self, left: &Scope, right: &Scope) -> Result<Vec<HiveType>> {
        if left.columns.len() != right.columns.len() {
            return Err(PlanError::invalid(format!(
                "the sides of a set operation have {} and {} columns",
                left.columns.len(),
                right.columns.len()
            )));
        }
        let mut types = Vec::with_capacity(left.columns.len());
        for (l, r) in left.columns.iter().zip(&right.columns) {
            let ty = lowering::union_type(&l.ty, &r.ty).ok_or_else(|| {
                PlanError::invalid(format!(
                    "column `{}` of a set operation is a {} on the left and a {} on the right",
                    l.name, l.ty, r.ty
                ))
            })?;
            types.push(ty);
        }
        Ok(types)
    }

    /// The columns under new names and with those types.
    pub(crate) fn retyped(&self, rel: Rel, types: &[HiveType]) -> Result<Rel> {
        let Rel { plan, mut scope } = rel;
        let mut exprs = Vec::with_capacity(types.len());
        for (c, ty) in scope.columns.iter_mut().zip(types) {
            let typed = lowering::convert(c.typed(), ty);
            c.column = self.fresh();
            c.ty = ty.clone();
            exprs.push((typed.expr, c.column.clone()));
        }
        Ok(Rel {
            plan: plan::project(plan, exprs)?,
            scope,
        })
    }

    /// INTERSECT ALL and EXCEPT ALL: equal rows are numbered on both sides, and the number is part of the row.
    fn counted(
        &self,
        left: LogicalPlan,
        right: LogicalPlan,
        kind: JoinType,
    ) -> Result<LogicalPlan> {
        let names = plan::column_names(&left);
        let joined = matching(self.numbered(left)?, self.numbered(right)?, kind)?;
        plan::keep(joined, names.iter().map(String::as_str))
    }

    fn numbered(&self, input: LogicalPlan) -> Result<LogicalPlan> {
        let mut number = WindowFunction::new(row_number_udwf(), vec![]);
        number.params.partition_by = plan::column_names(&input)
            .iter()
            .map(|n| column(n))
            .collect();
        let number = Expr::WindowFunction(Box::new(number)).alias(self.fresh());
        plan::window(input, vec![number])
    }
}

/// The left rows that have (semi) or lack (anti) an equal right row; NULLs are equal.
fn matching(left: LogicalPlan, right: LogicalPlan, kind: JoinType) -> Result<LogicalPlan> {
    let on = plan::column_names(&left)
        .iter()
        .zip(plan::column_names(&right))
        .map(|(l, r)| (column(l), column(&r)))
        .collect();
    plan::join(left, right, kind, on, None, NullEquality::NullEqualsNull)
}
