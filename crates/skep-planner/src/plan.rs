//! Plan nodes over internal names, built straight from DataFusion's structs: no name is parsed on the way.

use std::sync::Arc;

use datafusion::common::{DFSchema, NullEquality};
use datafusion::logical_expr::{
    Aggregate, Distinct, EmptyRelation, Expr, Filter, Join, JoinConstraint, JoinType, Limit,
    LogicalPlan, LogicalPlanBuilder, Projection, Sort, SortExpr, Union, Window, lit,
};

use crate::error::Result;
use crate::scope::column;

/// Expressions under new names.
pub(crate) fn project(
    plan: LogicalPlan,
    exprs: impl IntoIterator<Item = (Expr, String)>,
) -> Result<LogicalPlan> {
    let exprs = exprs.into_iter().map(|(e, name)| named(e, name)).collect();
    Ok(LogicalPlan::Projection(Projection::try_new(
        exprs,
        Arc::new(plan),
    )?))
}

/// The plan's own columns, and more.
pub(crate) fn extend(
    plan: LogicalPlan,
    more: impl IntoIterator<Item = (Expr, String)>,
) -> Result<LogicalPlan> {
    let mut more = more.into_iter().peekable();
    if more.peek().is_none() {
        return Ok(plan);
    }
    let own = column_names(&plan).into_iter().map(|n| (column(&n), n));
    let all: Vec<_> = own.chain(more).collect();
    project(plan, all)
}

/// Only those columns, in that order.
pub(crate) fn keep<'n>(
    plan: LogicalPlan,
    names: impl IntoIterator<Item = &'n str>,
) -> Result<LogicalPlan> {
    let exprs: Vec<_> = names
        .into_iter()
        .map(|n| (column(n), n.to_owned()))
        .collect();
    project(plan, exprs)
}

/// An expression under a name; a column under its own name stays bare.
pub(crate) fn named(expr: Expr, name: String) -> Expr {
    match &expr {
        Expr::Column(c) if c.relation.is_none() && c.name == name => expr,
        _ => expr.alias(name),
    }
}

/// The plan's columns' names.
pub(crate) fn column_names(plan: &LogicalPlan) -> Vec<String> {
    plan.schema()
        .fields()
        .iter()
        .map(|f| f.name().clone())
        .collect()
}

pub(crate) fn filter(plan: LogicalPlan, predicate: Expr) -> Result<LogicalPlan> {
    Ok(LogicalPlan::Filter(Filter::try_new(
        predicate,
        Arc::new(plan),
    )?))
}

pub(crate) fn join(
    left: LogicalPlan,
    right: LogicalPlan,
    join_type: JoinType,
    on: Vec<(Expr, Expr)>,
    filter: Option<Expr>,
    null_equality: NullEquality,
) -> Result<LogicalPlan> {
    Ok(LogicalPlan::Join(Join::try_new(
        Arc::new(left),
        Arc::new(right),
        on,
        filter,
        join_type,
        JoinConstraint::On,
        null_equality,
        false,
    )?))
}

pub(crate) fn aggregate(
    plan: LogicalPlan,
    keys: Vec<Expr>,
    calls: Vec<Expr>,
) -> Result<LogicalPlan> {
    Ok(LogicalPlan::Aggregate(Aggregate::try_new(
        Arc::new(plan),
        keys,
        calls,
    )?))
}

pub(crate) fn window(plan: LogicalPlan, calls: Vec<Expr>) -> Result<LogicalPlan> {
    Ok(LogicalPlan::Window(Window::try_new(calls, Arc::new(plan))?))
}

pub(crate) fn distinct(plan: LogicalPlan) -> LogicalPlan {
    LogicalPlan::Distinct(Distinct::All(Arc::new(plan)))
}

pub(crate) fn sort(plan: LogicalPlan, keys: Vec<SortExpr>) -> LogicalPlan {
    LogicalPlan::Sort(Sort {
        expr: keys,
        input: Arc::new(plan),
        fetch: None,
    })
}

pub(crate) fn limit(plan: LogicalPlan, offset: u64, count: u64) -> LogicalPlan {
    let number = |n: u64| Box::new(lit(i64::try_from(n).unwrap_or(i64::MAX)));
    LogicalPlan::Limit(Limit {
        skip: (offset > 0).then(|| number(offset)),
        fetch: Some(number(count)),
        input: Arc::new(plan),
    })
}

pub(crate) fn union(left: LogicalPlan, right: LogicalPlan) -> Result<LogicalPlan> {
    Ok(LogicalPlan::Union(Union::try_new_with_loose_types(vec![
        Arc::new(left),
        Arc::new(right),
    ])?))
}

/// One row without columns: what a SELECT without FROM reads.
pub(crate) fn one_row() -> LogicalPlan {
    LogicalPlan::EmptyRelation(EmptyRelation {
        produce_one_row: true,
        schema: Arc::new(DFSchema::empty()),
    })
}

/// Constant rows.
pub(crate) fn values(rows: Vec<Vec<Expr>>) -> Result<LogicalPlan> {
    Ok(LogicalPlanBuilder::values(rows)?.build()?)
}
