//! ORDER BY, SORT BY, CLUSTER BY, DISTRIBUTE BY.
//!
//! SORT BY orders within a reducer in Hive; one ordered stream is one such result, so here it orders everything.
//! DISTRIBUTE BY only says where rows go: its names are checked and it orders nothing.

use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::logical_expr::{Expr, LogicalPlan, SortExpr};
use skep_hiveql::ast::{self, NullsOrder, OrderItem};
use skep_hiveql::types::HiveType;

use crate::error::{PlanError, PlanErrorKind, Result};
use crate::expr::Names;
use crate::group::position;
use crate::plan;
use crate::planner::Planner;
use crate::query::Tail;
use crate::scope::{Rel, Scope, column};

/// A key of an order, bound over what the select list was bound over.
pub(crate) struct SortKey {
    pub(crate) expr: Expr,
    asc: bool,
    nulls_first: bool,
}

impl SortKey {
    fn over(self, expr: Expr) -> SortExpr {
        SortExpr::new(expr, self.asc, self.nulls_first)
    }
}

impl Planner<'_> {
    /// A sort key with Hive's place for NULLs.
    pub(crate) fn sort_expr(&self, expr: Expr, item: &OrderItem) -> SortExpr {
        SortExpr::new(expr, !item.descending, self.nulls_first(item))
    }

    /// True if NULLs go before other values.
    pub(crate) fn nulls_first(&self, item: &OrderItem) -> bool {
        match item.nulls {
            Some(NullsOrder::First) => true,
            Some(NullsOrder::Last) => false,
            None => item.descending == self.options.nulls_last,
        }
    }

    /// Binds the order of a query. `outputs` are the select list's expressions, for positions.
    pub(crate) fn sort_keys(
        &self,
        tail: &Tail<'_>,
        outputs: &[Expr],
        names: &Names<'_>,
    ) -> Result<Vec<SortKey>> {
        if self.options.strict_order_by && !tail.order_by.is_empty() && tail.limit.is_none() {
            return Err(PlanError::invalid(
                "ORDER BY without LIMIT is not allowed (hive.strict.checks.orderby.no.limit)",
            )
            .at(tail.span));
        }
        for expr in tail.distribute_by {
            self.expr(expr, names)?;
        }
        let clustered: Vec<OrderItem> = tail.cluster_by.iter().map(ascending).collect();
        let items = [tail.order_by, tail.sort_by, &clustered]
            .into_iter()
            .find(|items| !items.is_empty());
        let mut keys = Vec::new();
        for item in items.into_iter().flatten() {
            if let Some(expr) = self.sort_key(&item.expr, outputs, names)? {
                keys.push(SortKey {
                    expr,
                    asc: !item.descending,
                    nulls_first: self.nulls_first(item),
                });
            }
        }
        Ok(keys)
    }

    /// A key; none if it is a number that stands for no position.
    fn sort_key(
        &self,
        expr: &ast::Expr,
        outputs: &[Expr],
        names: &Names<'_>,
    ) -> Result<Option<Expr>> {
        if let Some(n) = position(expr) {
            if !self.options.orderby_position {
                return Ok(None);
            }
            let output = n.checked_sub(1).and_then(|i| outputs.get(i));
            return output.cloned().map(Some).ok_or_else(|| {
                PlanError::invalid(format!(
                    "ORDER BY position {n} is not in the select list, which ends at {}",
                    outputs.len()
                ))
                .at(expr.span)
            });
        }
        let typed = self.expr(expr, names)?;
        if matches!(typed.ty, HiveType::Map(..) | HiveType::Union(_)) {
            return Err(
                PlanError::invalid(format!("rows can't be ordered by a {}", typed.ty))
                    .at(expr.span),
            );
        }
        Ok(Some(typed.expr))
    }

    /// Orders a set operation's rows: only its own columns are in reach.
    pub(crate) fn order_rows(&self, rel: Rel, tail: &Tail<'_>, names: &Names<'_>) -> Result<Rel> {
        let outputs: Vec<Expr> = rel
            .scope
            .columns
            .iter()
            .map(|c| column(&c.column))
            .collect();
        let keys = self.sort_keys(tail, &outputs, names)?;
        if keys.is_empty() {
            return Ok(rel);
        }
        let keys = keys
            .into_iter()
            .map(|k| {
                let expr = k.expr.clone();
                k.over(expr)
            })
            .collect();
        Ok(Rel {
            plan: plan::sort(rel.plan, keys),
            scope: rel.scope,
        })
    }
}

fn ascending(expr: &ast::Expr) -> OrderItem {
    OrderItem {
        expr: expr.clone(),
        descending: false,
        nulls: None,
    }
}

/// The select list computed and ordered, over a plan that has everything it needs.
///
/// A key that is in the select list is taken from there; what else a key needs rides along as a hidden column, which
/// DISTINCT forbids.
pub(crate) fn project_sorted(
    input: LogicalPlan,
    outputs: &[(Expr, String)],
    keys: Vec<SortKey>,
    distinct: bool,
    scope: &Scope,
) -> Result<LogicalPlan> {
    let mut sorts = Vec::with_capacity(keys.len());
    let mut hidden: Vec<String> = Vec::new();
    for key in keys {
        let expr = over_outputs(key.expr.clone(), outputs)?;
        for c in expr.column_refs() {
            let is_output = outputs.iter().any(|(_, name)| *name == c.name);
            if !is_output && !hidden.contains(&c.name) {
                hidden.push(c.name.clone());
            }
        }
        sorts.push(key.over(expr));
    }
    if distinct && let Some(name) = hidden.first() {
        return Err(PlanError::new(
            PlanErrorKind::Invalid,
            format!(
                "ORDER BY uses `{}`, which SELECT DISTINCT does not keep",
                scope.display(name)
            ),
        ));
    }
    let names: Vec<&str> = outputs.iter().map(|(_, n)| n.as_str()).collect();
    let has_hidden = !hidden.is_empty();
    let riders = hidden.into_iter().map(|n| (column(&n), n));
    let mut result = plan::project(input, outputs.iter().cloned().chain(riders))?;
    if distinct {
        result = plan::distinct(result);
    }
    if !sorts.is_empty() {
        result = plan::sort(result, sorts);
    }
    if has_hidden {
        result = plan::keep(result, names)?;
    }
    Ok(result)
}

/// The expression with every part that the select list computes taken from there.
fn over_outputs(expr: Expr, outputs: &[(Expr, String)]) -> Result<Expr> {
    let rewritten = expr.transform_down(|e| {
        if matches!(e, Expr::Literal(..)) {
            return Ok(Transformed::no(e));
        }
        Ok(match outputs.iter().find(|(o, _)| *o == e) {
            Some((_, name)) => Transformed::new(column(name), true, TreeNodeRecursion::Jump),
            None => Transformed::no(e),
        })
    })?;
    Ok(rewritten.data)
}
