//! A query: its common table expressions, its body, its order and its limit.

use datafusion::logical_expr::LogicalPlan;
use skep_hiveql::ast::{Expr, Limit, OrderItem, Query, SetExpr, Span, TableRef};

use crate::env::Env;
use crate::error::Result;
use crate::expr::{Names, deep};
use crate::plan;
use crate::planner::Planner;
use crate::scope::Rel;

/// What follows the body of a query.
pub(crate) struct Tail<'q> {
    pub(crate) order_by: &'q [OrderItem],
    pub(crate) cluster_by: &'q [Expr],
    pub(crate) distribute_by: &'q [Expr],
    pub(crate) sort_by: &'q [OrderItem],
    pub(crate) limit: Option<&'q Limit>,
    pub(crate) span: Span,
}

impl<'q> Tail<'q> {
    pub(crate) fn of(query: &'q Query) -> Self {
        Tail {
            order_by: &query.order_by,
            cluster_by: &query.cluster_by,
            distribute_by: &query.distribute_by,
            sort_by: &query.sort_by,
            limit: query.limit.as_ref(),
            span: query.span,
        }
    }

    /// Nothing follows.
    pub(crate) fn none(span: Span) -> Self {
        Tail {
            order_by: &[],
            cluster_by: &[],
            distribute_by: &[],
            sort_by: &[],
            limit: None,
            span,
        }
    }

    fn is_empty(&self) -> bool {
        self.order_by.is_empty()
            && self.cluster_by.is_empty()
            && self.distribute_by.is_empty()
            && self.sort_by.is_empty()
            && self.limit.is_none()
    }

    /// The rows that LIMIT lets through.
    pub(crate) fn limited(&self, plan: LogicalPlan) -> LogicalPlan {
        match self.limit {
            Some(limit) => plan::limit(plan, limit.offset, limit.count),
            None => plan,
        }
    }
}

impl Planner<'_> {
    /// Binds a query.
    pub(crate) fn query(&self, query: &Query, env: &Env<'_>) -> Result<Rel> {
        self.query_from(query, None, env)
    }

    /// Binds a query whose SELECT reads a given source.
    pub(crate) fn query_over(
        &self,
        query: &Query,
        shared: &TableRef,
        env: &Env<'_>,
    ) -> Result<Rel> {
        self.query_from(query, Some(shared), env)
    }

    fn query_from(&self, query: &Query, shared: Option<&TableRef>, env: &Env<'_>) -> Result<Rel> {
        let env = env.nested()?.with_ctes(&query.ctes)?;
        let tail = Tail::of(query);
        deep(|| self.body(&query.body, &tail, shared, &env)).map_err(|e| e.at(query.span))
    }

    fn body(
        &self,
        body: &SetExpr,
        tail: &Tail<'_>,
        shared: Option<&TableRef>,
        env: &Env<'_>,
    ) -> Result<Rel> {
        let rel = match body {
            SetExpr::Select(select) => return self.select(select, tail, shared, env),
            SetExpr::Query(inner) => {
                let rel = self.query_from(inner, shared, env)?;
                if tail.is_empty() {
                    return Ok(rel);
                }
                rel
            }
            SetExpr::Values(rows) => self.values(rows, &[], env)?,
            SetExpr::SetOp {
                op,
                quantifier,
                left,
                right,
            } => {
                let none = Tail::none(tail.span);
                let left = deep(|| self.body(left, &none, shared, env))?;
                let right = self.body(right, &none, shared, env)?;
                self.set_operation(*op, *quantifier, left, right)?
            }
        };
        let scope = rel.scope.clone();
        let mut rel = self.order_rows(rel, tail, &Names::new(&scope, env, "ORDER BY"))?;
        rel.plan = tail.limited(rel.plan);
        Ok(rel)
    }
}
