//! Joins. Which parts of a condition are hash keys is left to DataFusion's optimizer.

use datafusion::common::NullEquality;
use datafusion::logical_expr::{Expr, JoinType};
use skep_hiveql::ast::{BinaryOp, Ident, JoinConstraint, JoinKind, TableRef};

use crate::env::Env;
use crate::error::{PlanError, PlanErrorKind, Result};
use crate::expr::Names;
use crate::planner::Planner;
use crate::scope::{Found, Reach, Rel, Scope, ScopeColumn};
use crate::{lowering, plan};

impl Planner<'_> {
    pub(crate) fn join(
        &self,
        left: &TableRef,
        right: &TableRef,
        kind: JoinKind,
        constraint: &JoinConstraint,
        env: &Env<'_>,
    ) -> Result<Rel> {
        let left = self.from(left, env)?;
        let right = self.from(right, env)?;
        check_names(&left.scope, &right.scope)?;
        match constraint {
            JoinConstraint::None => {
                if self.options.strict_cartesian {
                    return Err(PlanError::invalid(
                        "a join without a condition is not allowed (hive.strict.checks.cartesian.product)",
                    ));
                }
                self.joined(left, right, kind, None)
            }
            JoinConstraint::On(condition) => {
                let both = concat(&left.scope, &right.scope);
                let names = Names::new(&both, env, "ON");
                let condition = self.condition(condition, &names)?;
                self.joined(left, right, kind, Some(condition.expr))
            }
            JoinConstraint::Using(columns) => self.join_using(left, right, kind, columns),
        }
    }

    fn joined(&self, left: Rel, right: Rel, kind: JoinKind, on: Option<Expr>) -> Result<Rel> {
        let scope = match kind {
            JoinKind::LeftSemi | JoinKind::LeftAnti => left.scope,
            _ => concat(&left.scope, &right.scope),
        };
        let join_type = match kind {
            JoinKind::Inner | JoinKind::Cross => JoinType::Inner,
            JoinKind::Left => JoinType::Left,
            JoinKind::Right => JoinType::Right,
            JoinKind::Full => JoinType::Full,
            JoinKind::LeftSemi => JoinType::LeftSemi,
            JoinKind::LeftAnti => JoinType::LeftAnti,
        };
        let plan = plan::join(
            left.plan,
            right.plan,
            join_type,
            vec![],
            on,
            NullEquality::NullEqualsNothing,
        )?;
        Ok(Rel { plan, scope })
    }

    /// USING: the shared columns come first, once each, with the value that isn't NULL.
    fn join_using(&self, left: Rel, right: Rel, kind: JoinKind, columns: &[Ident]) -> Result<Rel> {
        let mut on: Option<skep_functions::registry::Typed> = None;
        let mut pairs = Vec::new();
        for name in columns {
            let l = side(&left.scope, name)?.clone();
            let r = side(&right.scope, name)?.clone();
            let equal = lowering::binary(self.context, BinaryOp::Eq, l.typed(), r.typed())?;
            on = Some(match on {
                None => equal,
                Some(on) => lowering::binary(self.context, BinaryOp::And, on, equal)?,
            });
            pairs.push((l, r));
        }
        let mut rel = self.joined(left, right, kind, on.map(|t| t.expr))?;
        if matches!(kind, JoinKind::LeftSemi | JoinKind::LeftAnti) {
            return Ok(rel);
        }
        let mut merged = Vec::new();
        let mut exprs = Vec::new();
        for (l, r) in &pairs {
            let ty = lowering::common_type(&l.ty, &r.ty).unwrap_or_else(|| l.ty.clone());
            let value = match kind {
                JoinKind::Right => lowering::convert(r.typed(), &ty),
                JoinKind::Full => lowering::either(l.typed(), r.typed())?,
                _ => lowering::convert(l.typed(), &ty),
            };
            let column = self.fresh();
            exprs.push((value.expr, column.clone()));
            merged.push(ScopeColumn {
                qualifier: None,
                name: l.name.clone(),
                column,
                ty: value.ty,
                reach: Reach::Full,
            });
        }
        rel.plan = plan::extend(rel.plan, exprs)?;
        for c in &mut rel.scope.columns {
            if pairs
                .iter()
                .any(|(l, r)| c.column == l.column || c.column == r.column)
            {
                c.reach = Reach::Qualified;
            }
        }
        merged.append(&mut rel.scope.columns);
        rel.scope.columns = merged;
        Ok(rel)
    }
}

fn concat(left: &Scope, right: &Scope) -> Scope {
    let columns = left.columns.iter().chain(&right.columns);
    Scope {
        columns: columns.cloned().collect(),
    }
}

fn side<'s>(scope: &'s Scope, name: &Ident) -> Result<&'s ScopeColumn> {
    match scope.find(&name.lower()) {
        Found::One(column) => Ok(column),
        Found::Many => Err(PlanError::new(
            PlanErrorKind::AmbiguousColumn,
            format!("column `{}` of USING is ambiguous", name.lower()),
        )
        .at(name.span)),
        Found::Nothing => Err(PlanError::new(
            PlanErrorKind::UnknownColumn,
            format!("USING needs a column `{}` on both sides", name.lower()),
        )
        .at(name.span)),
    }
}

/// Two tables of a join can't have the same alias.
fn check_names(left: &Scope, right: &Scope) -> Result<()> {
    for c in &right.columns {
        let Some(q) = &c.qualifier else { continue };
        let twice = left.columns.iter().any(|l| l.qualifier.as_ref() == Some(q));
        if twice {
            return Err(PlanError::invalid(format!(
                "the name `{}` stands for two tables in FROM",
                q.name
            ))
            .hint(Some("give one of them an alias".to_owned())));
        }
    }
    Ok(())
}
