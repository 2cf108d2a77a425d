//! The order of joins, and which side of each is kept in memory.
//!
//! DataFusion joins tables in the order in which FROM names them. Here a tree of inner joins is taken apart ([`graph`]), its
//! tables' rows are estimated ([`estimate`]), and it is put together again in the order that makes the fewest rows
//! ([`order`]). Semi joins take part as filters. The left side of every join is the one that a hash table is made of.
//!
//! Base tables are measured only for plans that join.

mod estimate;
mod graph;
mod order;
mod sizes;

use std::sync::Arc;

use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::common::{JoinType, Result};
use datafusion::execution::session_state::SessionState;
use datafusion::logical_expr::{Join, LogicalPlan, Projection, utils::expr_as_column_expr};
use datafusion::optimizer::optimize_projections::OptimizeProjections;
use datafusion::optimizer::{Optimizer, OptimizerContext};
use datafusion::prelude::Expr;

use graph::Graph;
use sizes::Sizes;
pub(crate) use sizes::{ColumnSize, TableSize};

/// Stack that a step down a plan may need.
const RED_ZONE_BYTES: usize = 128 << 10;
/// What the stack grows by.
const GROW_BYTES: usize = 2 << 20;

/// The optimized plan with its joins in a good order.
pub(crate) async fn arranged(state: &SessionState, plan: LogicalPlan) -> Result<LogicalPlan> {
    let mut joins = false;
    plan.apply_with_subqueries(|node| {
        joins |= matches!(node, LogicalPlan::Join(_));
        Ok(if joins {
            TreeNodeRecursion::Stop
        } else {
            TreeNodeRecursion::Continue
        })
    })?;
    if !joins {
        return Ok(plan);
    }
    let sizes = Sizes::measured(state, &plan).await?;
    let plan = arrange(plan, &sizes)?;
    // What only a join needs is dropped after it.
    let pruning = Optimizer::with_rules(vec![Arc::new(OptimizeProjections::new())]);
    pruning.optimize(plan, &OptimizerContext::new(), |_, _| {})
}

/// Runs something that goes down a plan, on more stack where there is little left.
fn deep<T>(body: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(RED_ZONE_BYTES, GROW_BYTES, body)
}

fn arrange(plan: LogicalPlan, sizes: &Sizes) -> Result<LogicalPlan> {
    deep(|| {
        if let Some(graph) = Graph::of(&plan) {
            let graph = graph.map_inputs(|input| arrange(input, sizes))?;
            return in_shape(graph.joined(sizes)?, &plan);
        }
        let plan = plan.map_children(|child| Ok(Transformed::yes(arrange(child, sizes)?)))?;
        // Those that are still subqueries: scalar ones that depend on nothing.
        let plan = plan
            .data
            .map_subqueries(|query| Ok(Transformed::yes(arrange(query, sizes)?)))?;
        match plan.data {
            LogicalPlan::Join(join) => small_side_first(join, sizes),
            other => Ok(other),
        }
    })
}

/// The new plan with the old one's columns.
fn in_shape(new: LogicalPlan, old: &LogicalPlan) -> Result<LogicalPlan> {
    if new.schema().columns() == old.schema().columns() {
        return Ok(new);
    }
    let columns = old.schema().columns().into_iter().map(Expr::Column);
    let exprs = columns
        .map(|column| expr_as_column_expr(&column, &new))
        .collect::<Result<Vec<_>>>()?;
    Ok(LogicalPlan::Projection(Projection::try_new(
        exprs,
        Arc::new(new),
    )?))
}

/// A join with the smaller input on the left.
fn small_side_first(join: Join, sizes: &Sizes) -> Result<LogicalPlan> {
    let smaller = sizes.rows(&join.right) < sizes.rows(&join.left);
    let turned = match join.join_type {
        JoinType::Inner | JoinType::Full => Some(join.join_type),
        JoinType::Left => Some(JoinType::Right),
        JoinType::Right => Some(JoinType::Left),
        JoinType::LeftSemi => Some(JoinType::RightSemi),
        JoinType::LeftAnti if !join.null_aware => Some(JoinType::RightAnti),
        _ => None,
    };
    let Some(turned) = turned.filter(|_| smaller) else {
        return Ok(LogicalPlan::Join(join));
    };
    let old = LogicalPlan::Join(join.clone());
    let on = join.on.into_iter().map(|(left, right)| (right, left));
    let new = Join::try_new(
        join.right,
        join.left,
        on.collect(),
        join.filter,
        turned,
        join.join_constraint,
        join.null_equality,
        false,
    )?;
    in_shape(LogicalPlan::Join(new), &old)
}

#[cfg(test)]
mod tests;
