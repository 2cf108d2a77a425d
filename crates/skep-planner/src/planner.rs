//! The door: a planner for one statement.

use std::cell::Cell;
use std::sync::Arc;

use datafusion::common::ScalarValue;
use datafusion::common::config::ConfigOptions;
use datafusion::logical_expr::Expr as DfExpr;
use skep_functions::registry::{Context, Typed};
use skep_hiveql::ast::{Cte, Expr, Query, TableRef};
use skep_hiveql::types::HiveType;

use crate::bound::{Bound, OutputColumn};
use crate::catalog::Catalog;
use crate::env::Env;
use crate::error::{PlanError, Result};
use crate::expr::Names;
use crate::options::Options;
use crate::scope::{Rel, Scope};
use crate::{fold, lowering, plan};

/// Binds the queries of one statement.
pub struct Planner<'a> {
    pub(crate) context: &'a Context,
    pub(crate) catalog: &'a dyn Catalog,
    pub(crate) options: Options,
    next: Cell<u32>,
    /// What constant expressions are computed under.
    config: Arc<ConfigOptions>,
}

impl<'a> Planner<'a> {
    /// A planner for a statement that runs in this context, over these tables.
    pub fn new(context: &'a Context, catalog: &'a dyn Catalog, options: Options) -> Self {
        let mut config = ConfigOptions::default();
        config.execution.time_zone = Some(context.timezone.name().to_owned());
        Planner {
            context,
            catalog,
            options,
            next: Cell::new(0),
            config: Arc::new(config),
        }
    }

    /// The plan of a query.
    pub fn bind_query(&self, query: &Query) -> Result<Bound> {
        Ok(bound(self.query(query, &Env::root())?))
    }

    /// The plan of a query whose rows go into a table: its columns converted one by one to the target's types.
    pub fn bind_insert_source(&self, query: &Query, targets: &[HiveType]) -> Result<Bound> {
        let rel = self.query(query, &Env::root())?;
        self.convert(rel, targets)
            .map(bound)
            .map_err(|e| e.at(query.span))
    }

    /// The plans of `FROM source INSERT … SELECT … INSERT … SELECT …`: each branch reads the source for itself.
    ///
    /// A branch is a query whose SELECT has no FROM.
    pub fn bind_multi_insert(
        &self,
        ctes: &[Cte],
        from: &TableRef,
        branches: &[(&Query, &[HiveType])],
    ) -> Result<Vec<Bound>> {
        let env = Env::root().with_ctes(ctes)?;
        branches
            .iter()
            .map(|(query, targets)| {
                let rel = self.query_over(query, from, &env)?;
                self.convert(rel, targets)
                    .map(bound)
                    .map_err(|e| e.at(query.span))
            })
            .collect()
    }

    /// The plan of one branch of a multi-insert, with the types that its query gives.
    pub fn bind_multi_source(&self, ctes: &[Cte], from: &TableRef, query: &Query) -> Result<Bound> {
        let env = Env::root().with_ctes(ctes)?;
        Ok(bound(self.query_over(query, from, &env)?))
    }

    /// The value of a constant expression, with its type.
    pub fn bind_constant(&self, expr: &Expr) -> Result<(ScalarValue, HiveType)> {
        let scope = Scope::default();
        let env = Env::root();
        let typed = self.expr(expr, &Names::new(&scope, &env, "a constant"))?;
        let value = self
            .constant(&typed.expr)
            .ok_or_else(|| PlanError::invalid("the expression is not constant").at(expr.span))?;
        Ok((value, typed.ty))
    }

    /// The value of a constant expression as a column of that type stores it.
    pub fn bind_constant_as(&self, expr: &Expr, ty: &HiveType) -> Result<ScalarValue> {
        let scope = Scope::default();
        let env = Env::root();
        let typed = self.expr(expr, &Names::new(&scope, &env, "a constant"))?;
        let typed = lowering::insert_cast(typed, ty).map_err(|e| e.at(expr.span))?;
        self.constant(&typed.expr)
            .ok_or_else(|| PlanError::invalid("the expression is not constant").at(expr.span))
    }

    /// The literal that an expression comes to, if it is constant; else the expression.
    pub(crate) fn fold(&self, typed: Typed) -> Typed {
        fold::fold(typed, &self.config)
    }

    /// The value of a constant expression.
    pub(crate) fn constant(&self, expr: &DfExpr) -> Option<ScalarValue> {
        fold::value(expr, &self.config)
    }

    /// A new internal column name.
    pub(crate) fn fresh(&self) -> String {
        let n = self.next.get();
        self.next.set(n + 1);
        format!("c{n}")
    }

    /// A relation's columns converted to the target's types, as INSERT does.
    fn convert(&self, rel: Rel, targets: &[HiveType]) -> Result<Rel> {
        let Rel { plan, mut scope } = rel;
        if scope.columns.len() != targets.len() {
            let columns = |n: usize| format!("{n} column{}", if n == 1 { "" } else { "s" });
            return Err(PlanError::invalid(format!(
                "cannot insert: the target has {}, the query gives {}",
                columns(targets.len()),
                columns(scope.columns.len())
            )));
        }
        if scope.columns.iter().zip(targets).all(|(c, t)| c.ty == *t) {
            return Ok(Rel { plan, scope });
        }
        let mut exprs = Vec::with_capacity(targets.len());
        for (c, target) in scope.columns.iter_mut().zip(targets) {
            let typed = lowering::insert_cast(c.typed(), target)?;
            c.column = self.fresh();
            c.ty = target.clone();
            exprs.push((typed.expr, c.column.clone()));
        }
        let plan = plan::project(plan, exprs)?;
        Ok(Rel { plan, scope })
    }
}

fn bound(rel: Rel) -> Bound {
    let output = rel
        .scope
        .columns
        .into_iter()
        .map(|c| OutputColumn {
            name: c.name,
            table: c.qualifier.map(|q| q.name.clone()),
            ty: c.ty,
            field: c.column,
        })
        .collect();
    Bound {
        plan: rel.plan,
        output,
    }
}
