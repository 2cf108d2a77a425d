//! GROUP BY: keys (by expression, alias or position), grouping sets, and the aggregates that the rest of a SELECT uses.
//!
//! SELECT, HAVING and ORDER BY are first bound over the input's columns, aggregates included; then an [`Aggregator`]
//! replaces every key and every aggregate in them by a column of the Aggregate node. What still names an input column
//! is neither, and an error.

use std::collections::BTreeMap;

use arrow::datatypes::DataType;
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::common::{Column, ScalarValue};
use datafusion::error::DataFusionError;
use datafusion::logical_expr::expr::{Exists, GroupingSet, InSubquery};
use datafusion::logical_expr::{
    BinaryExpr, Cast, Expr, LogicalPlan, Operator, Subquery, lit, logical_plan,
};
use skep_functions::registry::Typed;
use skep_hiveql::ast::{self, ExprKind, GroupBy, GroupingSets, Literal};
use skep_hiveql::types::HiveType;

use crate::error::{PlanError, PlanErrorKind, Result};
use crate::expr::Names;
use crate::planner::Planner;
use crate::scope::{Scope, column};
use crate::select::Item;
use crate::{lowering, plan};

/// Hive's virtual column that says which grouping set a row is of.
pub(crate) const GROUPING_ID_NAME: &str = "grouping__id";

/// CUBE and GROUPING SETS have at most that many keys: the id is 64 bits.
const KEY_LIMIT: usize = 63;
/// CUBE makes 2^n sets.
const CUBE_KEY_LIMIT: usize = 16;

/// The keys of a GROUP BY.
#[derive(Debug)]
pub(crate) struct Grouping {
    /// Each key, and the column of the Aggregate node that holds it.
    pub(crate) keys: Vec<(Typed, String)>,
    /// The sets, as positions in `keys`; `None` is a plain GROUP BY.
    sets: Option<Vec<Vec<usize>>>,
    /// The column of the grouping id.
    id: String,
}

impl Grouping {
    /// `GROUPING__ID`: a bit a key, the first key's the highest; 1 means that the key is aggregated over.
    pub(crate) fn id(&self) -> Typed {
        let expr = match self.sets {
            Some(_) => column(&self.id),
            None => lit(0_i64),
        };
        Typed {
            expr,
            ty: HiveType::BigInt,
        }
    }

    /// `grouping(a, b)`: those keys' bits of the id, in that order.
    pub(crate) fn grouping(&self, args: &[Typed]) -> Result<Typed> {
        let mut bits = lit(0_i64);
        for arg in args {
            let position = self
                .keys
                .iter()
                .position(|(k, _)| k.expr == arg.expr)
                .ok_or_else(|| {
                    PlanError::invalid("grouping() takes expressions that are in GROUP BY")
                })?;
            let shift = self.keys.len() - 1 - position;
            bits = push_bit(bits, bit(self.id().expr, shift));
        }
        Ok(Typed {
            expr: bits,
            ty: HiveType::BigInt,
        })
    }
}

fn integer(n: usize) -> Expr {
    lit(i64::try_from(n).unwrap_or(i64::MAX))
}

fn op(left: Expr, op: Operator, right: Expr) -> Expr {
    Expr::BinaryExpr(BinaryExpr::new(Box::new(left), op, Box::new(right)))
}

/// `(value >> shift) & 1`
fn bit(value: Expr, shift: usize) -> Expr {
    let shifted = op(value, Operator::BitwiseShiftRight, integer(shift));
    op(shifted, Operator::BitwiseAnd, lit(1_i64))
}

/// `(bits << 1) | bit`
fn push_bit(bits: Expr, bit: Expr) -> Expr {
    let shifted = op(bits, Operator::BitwiseShiftLeft, lit(1_i64));
    op(shifted, Operator::BitwiseOr, bit)
}

impl Planner<'_> {
    /// Binds the keys of a GROUP BY. `items` is the select list, for positions and aliases.
    pub(crate) fn grouping(
        &self,
        group: &GroupBy,
        items: &[Item<'_>],
        names: &Names<'_>,
    ) -> Result<Grouping> {
        let mut keys: Vec<(Typed, String)> = Vec::new();
        let mut listed = Vec::new();
        for expr in &group.exprs {
            listed.push(self.add_key(&mut keys, expr, items, names)?);
        }
        let sets = match &group.sets {
            None => None,
            Some(GroupingSets::Rollup) => {
                let prefix = |n: usize| listed.iter().take(n).copied().collect();
                Some((0..=listed.len()).rev().map(prefix).collect())
            }
            Some(GroupingSets::Cube) => Some(cube(&listed)?),
            Some(GroupingSets::Sets(sets)) => {
                let mut bound = Vec::new();
                for set in sets {
                    let mut positions = Vec::new();
                    for expr in set {
                        let known = keys.len();
                        let position = self.add_key(&mut keys, expr, items, names)?;
                        if position >= known && !group.exprs.is_empty() {
                            return Err(PlanError::invalid(
                                "GROUPING SETS names an expression that is not in GROUP BY",
                            )
                            .at(expr.span));
                        }
                        positions.push(position);
                    }
                    bound.push(positions);
                }
                Some(bound)
            }
        };
        if sets.is_some() && keys.len() > KEY_LIMIT {
            return Err(PlanError::invalid(format!(
                "GROUPING SETS takes at most {KEY_LIMIT} expressions"
            )));
        }
        Ok(Grouping {
            keys,
            sets,
            id: self.fresh(),
        })
    }

    /// No keys: the whole input is one group.
    pub(crate) fn no_grouping(&self) -> Grouping {
        Grouping {
            keys: Vec::new(),
            sets: None,
            id: self.fresh(),
        }
    }

    /// The position of a key, added if it is new.
    fn add_key(
        &self,
        keys: &mut Vec<(Typed, String)>,
        expr: &ast::Expr,
        items: &[Item<'_>],
        names: &Names<'_>,
    ) -> Result<usize> {
        let key = self.key(expr, items, names)?;
        if let Some(position) = keys.iter().position(|(k, _)| k.expr == key.expr) {
            return Ok(position);
        }
        if has_subquery(&key.expr) {
            return Err(PlanError::invalid("a subquery can't stand in GROUP BY").at(expr.span));
        }
        if has_aggregate(&key.expr) {
            return Err(
                PlanError::invalid("an aggregate function can't be in GROUP BY").at(expr.span),
            );
        }
        keys.push((key, self.fresh()));
        Ok(keys.len() - 1)
    }

    /// A key: a position if the settings say so, else an expression, else an alias.
    fn key(&self, expr: &ast::Expr, items: &[Item<'_>], names: &Names<'_>) -> Result<Typed> {
        if self.options.groupby_position
            && let Some(n) = position(expr)
        {
            let item = n.checked_sub(1).and_then(|i| items.get(i)).ok_or_else(|| {
                PlanError::invalid(format!(
                    "GROUP BY position {n} is not in the select list, which ends at {}",
                    items.len()
                ))
                .at(expr.span)
            })?;
            return self.item(item, names);
        }
        match self.expr(expr, names) {
            Err(e) if e.kind == PlanErrorKind::UnknownColumn => {
                let ExprKind::Column(name) = &expr.kind else {
                    return Err(e);
                };
                let name = name.lower();
                match items.iter().find(|i| i.name == name) {
                    Some(item) => self.item(item, names),
                    None => Err(e),
                }
            }
            bound => bound,
        }
    }
}

/// The number of a bare integer literal: a position in the select list.
pub(crate) fn position(expr: &ast::Expr) -> Option<usize> {
    match &expr.kind {
        ExprKind::Literal(Literal::Integer {
            digits,
            suffix: ast::IntegerSuffix::None,
        }) => digits.parse().ok(),
        _ => None,
    }
}

fn cube(listed: &[usize]) -> Result<Vec<Vec<usize>>> {
    let n = listed.len();
    if n > CUBE_KEY_LIMIT {
        return Err(PlanError::invalid(format!(
            "CUBE takes at most {CUBE_KEY_LIMIT} expressions"
        )));
    }
    let subset = |mask: usize| {
        let chosen = |(i, k): (usize, &usize)| (mask >> (n - 1 - i) & 1 == 0).then_some(*k);
        listed.iter().enumerate().filter_map(chosen).collect()
    };
    Ok((0..1_usize << n).map(subset).collect())
}

/// True if an aggregate function is called in the expression (not one that runs over a window).
pub(crate) fn has_aggregate(expr: &Expr) -> bool {
    expr.exists(|e| Ok(matches!(e, Expr::AggregateFunction(_))))
        .unwrap_or(false)
}

/// True if a subquery stands in the expression.
pub(crate) fn has_subquery(expr: &Expr) -> bool {
    let subquery = |e: &Expr| {
        matches!(
            e,
            Expr::ScalarSubquery(_) | Expr::Exists(_) | Expr::InSubquery(_)
        )
    };
    expr.exists(|e| Ok(subquery(e))).unwrap_or(false)
}

/// Collects the aggregates of a SELECT and replaces them, and the keys, by columns.
pub(crate) struct Aggregator<'g> {
    grouping: &'g Grouping,
    scope: &'g Scope,
    calls: Vec<(Expr, String)>,
    /// Input columns that are keys by themselves, and their names after the grouping.
    renamed: BTreeMap<String, String>,
}

impl<'g> Aggregator<'g> {
    pub(crate) fn new(grouping: &'g Grouping, scope: &'g Scope) -> Self {
        let renamed = grouping
            .keys
            .iter()
            .filter_map(|(k, name)| match &k.expr {
                Expr::Column(c) => Some((c.name.clone(), name.clone())),
                _ => None,
            })
            .collect();
        Aggregator {
            grouping,
            scope,
            calls: Vec::new(),
            renamed,
        }
    }

    /// The expression over the Aggregate node's columns.
    pub(crate) fn rewrite(&mut self, planner: &Planner<'_>, expr: Expr) -> Result<Expr> {
        let mut nested = false;
        let rewritten = expr.transform_down(|e| {
            if let Some(name) = self.key_column(&e) {
                return Ok(done(column(name)));
            }
            match e {
                Expr::AggregateFunction(call) => {
                    nested |= call.params.args.iter().any(has_aggregate);
                    Ok(done(self.collect(planner, Expr::AggregateFunction(call))))
                }
                Expr::ScalarSubquery(query) => Ok(Transformed::yes(Expr::ScalarSubquery(
                    self.subquery(query)?,
                ))),
                Expr::Exists(Exists { subquery, negated }) => {
                    Ok(Transformed::yes(Expr::Exists(Exists {
                        subquery: self.subquery(subquery)?,
                        negated,
                    })))
                }
                Expr::InSubquery(InSubquery {
                    expr,
                    subquery,
                    negated,
                }) => Ok(Transformed::yes(Expr::InSubquery(InSubquery {
                    expr,
                    subquery: self.subquery(subquery)?,
                    negated,
                }))),
                other => Ok(Transformed::no(other)),
            }
        })?;
        if nested {
            return Err(PlanError::invalid(
                "an aggregate function can't be an argument of another",
            ));
        }
        self.check(&rewritten.data)?;
        Ok(rewritten.data)
    }

    fn key_column(&self, expr: &Expr) -> Option<&'g str> {
        if matches!(expr, Expr::Literal(..)) {
            return None;
        }
        self.grouping
            .keys
            .iter()
            .find(|(k, _)| k.expr == *expr)
            .map(|(_, name)| name.as_str())
    }

    fn collect(&mut self, planner: &Planner<'_>, call: Expr) -> Expr {
        if let Some((_, name)) = self.calls.iter().find(|(c, _)| *c == call) {
            return column(name);
        }
        let name = planner.fresh();
        self.calls.push((call, name.clone()));
        column(&name)
    }

    /// A subquery whose references to this query's columns mean the keys now.
    fn subquery(&self, query: Subquery) -> std::result::Result<Subquery, DataFusionError> {
        let plan = LogicalPlan::clone(&query.subquery)
            .transform_down_with_subqueries(|node| {
                node.map_expressions(|expr| {
                    expr.transform(|e| match e {
                        Expr::OuterReferenceColumn(field, c) => {
                            let Some(name) = self.renamed.get(&c.name) else {
                                return Ok(Transformed::no(Expr::OuterReferenceColumn(field, c)));
                            };
                            let field = field.as_ref().clone().with_name(name);
                            Ok(Transformed::yes(Expr::OuterReferenceColumn(
                                field.into(),
                                Column::new_unqualified(name),
                            )))
                        }
                        other => Ok(Transformed::no(other)),
                    })
                })
            })?
            .data;
        Ok(lowering::subquery(plan))
    }

    /// Every column that is left must come from the Aggregate node.
    fn check(&self, expr: &Expr) -> Result<()> {
        for c in expr.column_refs() {
            let known = c.name == self.grouping.id
                || self.grouping.keys.iter().any(|(_, name)| *name == c.name)
                || self.calls.iter().any(|(_, name)| *name == c.name);
            if !known {
                return Err(PlanError::new(
                    PlanErrorKind::NotGrouped,
                    format!(
                        "expression not in GROUP BY key `{}`",
                        self.scope.display(&c.name)
                    ),
                )
                .hint(Some(
                    "add it to GROUP BY or put it in an aggregate function".to_owned(),
                )));
            }
        }
        Ok(())
    }

    /// The Aggregate node over the input.
    pub(crate) fn apply(
        mut self,
        planner: &Planner<'_>,
        input: LogicalPlan,
    ) -> Result<LogicalPlan> {
        let keys = &self.grouping.keys;
        let input = plan::extend(
            input,
            keys.iter().map(|(k, name)| (k.expr.clone(), name.clone())),
        )?;
        if keys.is_empty() && self.calls.is_empty() {
            let count = datafusion::functions_aggregate::expr_fn::count(lit(1_i64));
            self.calls.push((count, planner.fresh()));
        }
        let calls = self.calls.into_iter().map(|(c, name)| c.alias(name));
        match &self.grouping.sets {
            None => {
                let keys = keys.iter().map(|(_, name)| column(name)).collect();
                plan::aggregate(input, keys, calls.collect())
            }
            Some(sets) => sets_plan(input, self.grouping, sets, calls.collect()),
        }
    }
}

fn done(expr: Expr) -> Transformed<Expr> {
    Transformed::new(expr, true, TreeNodeRecursion::Jump)
}

/// Grouping sets, with Hive's id made out of DataFusion's.
///
/// DataFusion numbers the keys in the order in which the sets first name them; keys in no set are NULL.
fn sets_plan(
    input: LogicalPlan,
    grouping: &Grouping,
    sets: &[Vec<usize>],
    calls: Vec<Expr>,
) -> Result<LogicalPlan> {
    let mut order: Vec<usize> = Vec::new();
    for position in sets.iter().flatten() {
        if !order.contains(position) {
            order.push(*position);
        }
    }
    let name = |position: &usize| grouping.keys.get(*position).map(|(_, n)| column(n));
    let set_exprs: Vec<Vec<Expr>> = sets
        .iter()
        .map(|set| set.iter().filter_map(name).collect())
        .collect();
    let (aggregated, internal) = if order.is_empty() {
        let mut calls = calls;
        if calls.is_empty() {
            calls.push(datafusion::functions_aggregate::expr_fn::count(lit(1_i64)));
        }
        (plan::aggregate(input, vec![], calls)?, lit(0_i64))
    } else {
        let set = Expr::GroupingSet(GroupingSet::GroupingSets(set_exprs));
        let id = column(logical_plan::Aggregate::INTERNAL_GROUPING_ID);
        let id = Expr::Cast(Cast::new(Box::new(id), DataType::Int64));
        (plan::aggregate(input, vec![set], calls)?, id)
    };
    let mut id = lit(0_i64);
    let mut exprs = Vec::new();
    for (i, (key, name)) in grouping.keys.iter().enumerate() {
        match order.iter().position(|p| *p == i) {
            Some(at) => {
                id = push_bit(id, bit(internal.clone(), order.len() - 1 - at));
                exprs.push((column(name), name.clone()));
            }
            None => {
                id = push_bit(id, lit(1_i64));
                let null = ScalarValue::try_new_null(&skep_serde::types::arrow_type(&key.ty))?;
                exprs.push((Expr::Literal(null, None), name.clone()));
            }
        }
    }
    exprs.push((id, grouping.id.clone()));
    let keys: Vec<&String> = grouping.keys.iter().map(|(_, n)| n).collect();
    for name in plan::column_names(&aggregated) {
        if name != logical_plan::Aggregate::INTERNAL_GROUPING_ID && !keys.contains(&&name) {
            exprs.push((column(&name), name));
        }
    }
    plan::project(aggregated, exprs)
}
