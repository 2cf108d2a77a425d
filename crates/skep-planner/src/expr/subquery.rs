//! Subqueries in expressions: scalar, IN, EXISTS, ANY and ALL; correlated ones name outer columns.
//!
//! DataFusion turns IN and EXISTS into joins where they are conjuncts of a filter. Elsewhere its IN loses NULL, so
//! [`settle`] replaces those by counts with SQL's three answers.

use arrow::datatypes::FieldRef;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{Column, DFSchema, ScalarValue};
use datafusion::functions_aggregate::expr_fn::{count, first_value, max, min};
use datafusion::logical_expr::expr::{Exists, InSubquery};
use datafusion::logical_expr::utils::{conjunction, split_conjunction_owned};
use datafusion::logical_expr::{BinaryExpr, Case, Expr as DfExpr, LogicalPlan, Operator, lit};
use skep_functions::registry::Typed;
use skep_hiveql::ast::{BinaryOp, Expr, ExprKind, Quantifier, Query};
use skep_hiveql::types::HiveType;
use skep_serde::types::arrow_field;

use super::Names;
use crate::env::Level;
use crate::error::{PlanError, Result};
use crate::planner::Planner;
use crate::scope::{Rel, column};
use crate::{lowering, plan};

impl Planner<'_> {
    fn inner(&self, query: &Query, n: &Names<'_>) -> Result<Rel> {
        let level = Level {
            scope: n.scope,
            next: n.env.outer,
        };
        self.query(query, &n.env.subquery(&level)?)
    }

    fn one_column(&self, query: &Query, n: &Names<'_>) -> Result<(LogicalPlan, Typed)> {
        let rel = self.inner(query, n)?;
        match rel.scope.columns.as_slice() {
            [c] => Ok((rel.plan, c.typed())),
            columns => Err(PlanError::invalid(format!(
                "a subquery that stands for a value must have one column, not {}",
                columns.len()
            ))
            .at(query.span)),
        }
    }

    pub(super) fn scalar_subquery(&self, query: &Query, n: &Names<'_>) -> Result<Typed> {
        let (plan, value) = self.one_column(query, n)?;
        let correlated = !plan.all_out_ref_exprs().is_empty();
        let plan = if correlated && !is_aggregated(&plan) {
            self.at_most_one(plan, &value)?
        } else {
            plan
        };
        Ok(Typed {
            expr: DfExpr::ScalarSubquery(lowering::subquery(plan)),
            ty: value.ty,
        })
    }

    /// A correlated subquery that might give several rows for an outer row: then the query fails, as in Hive.
    fn at_most_one(&self, input: LogicalPlan, value: &Typed) -> Result<LogicalPlan> {
        let (first, rows) = (self.fresh(), self.fresh());
        let calls = vec![
            first_value(value.expr.clone(), vec![]).alias(&first),
            count(lit(1_i64)).alias(&rows),
        ];
        let counted = plan::aggregate(input, vec![], calls)?;
        let single = Typed {
            expr: compare(column(&rows), Operator::LtEq, lit(1_i64)),
            ty: HiveType::Boolean,
        };
        let asserted = lowering::call_scalar(self.context, "assert_true", vec![single])?;
        let checked = DfExpr::Case(Case::new(
            None,
            vec![(Box::new(asserted.expr.is_null()), Box::new(column(&first)))],
            None,
        ));
        plan::project(counted, [(checked, self.fresh())])
    }

    pub(super) fn exists(&self, query: &Query, n: &Names<'_>) -> Result<Typed> {
        let rel = self.inner(query, n)?;
        Ok(boolean(DfExpr::Exists(Exists {
            subquery: lowering::subquery(rel.plan),
            negated: false,
        })))
    }

    pub(super) fn in_subquery(
        &self,
        expr: &Expr,
        query: &Query,
        negated: bool,
        n: &Names<'_>,
    ) -> Result<Typed> {
        if let ExprKind::Tuple(parts) = &expr.kind {
            return self.tuple_in(parts, query, negated, n);
        }
        let value = self.expr(expr, n)?;
        let (plan, element) = self.one_column(query, n)?;
        let ty = lowering::comparison_type(&value.ty, &element.ty).ok_or_else(|| {
            PlanError::invalid(format!(
                "IN can't compare a {} with a {}",
                value.ty, element.ty
            ))
        })?;
        let value = lowering::convert(value, &ty);
        if is_one_row(&plan) {
            let row = Typed {
                expr: DfExpr::ScalarSubquery(lowering::subquery(plan)),
                ty: element.ty,
            };
            let op = if negated {
                BinaryOp::NotEq
            } else {
                BinaryOp::Eq
            };
            return lowering::binary(self.context, op, value, lowering::convert(row, &ty));
        }
        let plan = if element.ty == ty {
            plan
        } else {
            let element = lowering::convert(element, &ty);
            plan::project(plan, [(element.expr, self.fresh())])?
        };
        Ok(boolean(DfExpr::InSubquery(InSubquery {
            expr: Box::new(value.expr),
            subquery: lowering::subquery(plan),
            negated,
        })))
    }

    /// `(a, b) IN (SELECT x, y …)`: EXISTS a row that equals; NOT IN: no row that might.
    fn tuple_in(
        &self,
        parts: &[Expr],
        query: &Query,
        negated: bool,
        n: &Names<'_>,
    ) -> Result<Typed> {
        let rel = self.inner(query, n)?;
        if rel.scope.columns.len() != parts.len() {
            return Err(PlanError::invalid(format!(
                "IN compares {} values with {} columns",
                parts.len(),
                rel.scope.columns.len()
            ))
            .at(query.span));
        }
        let mut left = Vec::with_capacity(parts.len());
        for part in parts {
            let typed = self.expr(part, n)?;
            let field = |name: &str| {
                let found = n.scope.columns.iter().find(|c| c.column == name);
                found.map(|c| FieldRef::from(arrow_field(name, &c.ty)))
            };
            left.push(Typed {
                expr: seen_from_inside(typed.expr, field)?,
                ty: typed.ty,
            });
        }
        let right = rel.scope.columns.iter().map(|c| c.typed()).collect();
        let equal = self.all_equal(&left, right)?.expr;
        let predicate = if negated { equal.is_not_false() } else { equal };
        Ok(boolean(DfExpr::Exists(Exists {
            subquery: lowering::subquery(plan::filter(rel.plan, predicate)?),
            negated,
        })))
    }

    pub(super) fn quantified(
        &self,
        expr: &Expr,
        op: BinaryOp,
        quantifier: Quantifier,
        query: &Query,
        n: &Names<'_>,
    ) -> Result<Typed> {
        let all = quantifier == Quantifier::All;
        let value = self.expr(expr, n)?;
        let (plan, element) = self.one_column(query, n)?;
        let ty = lowering::comparison_type(&value.ty, &element.ty).ok_or_else(|| {
            PlanError::invalid(format!(
                "ANY and ALL can't compare a {} with a {}",
                value.ty, element.ty
            ))
        })?;
        let value = lowering::convert(value, &ty);
        let element = lowering::convert(element, &ty);
        let name = self.fresh();
        let plan = plan::project(plan, [(element.expr, name.clone())])?;
        let extreme = |least: bool| -> Result<Typed> {
            let call = if least {
                min(column(&name))
            } else {
                max(column(&name))
            };
            Ok(Typed {
                expr: self.aggregated(plan.clone(), call)?,
                ty: ty.clone(),
            })
        };
        let holds = |op, least| -> Result<DfExpr> {
            Ok(lowering::binary(self.context, op, value.clone(), extreme(least)?)?.expr)
        };
        // What holds for all (or any) rows holds for the least or the greatest of them.
        let holds = match (op, quantifier) {
            (BinaryOp::Eq, Quantifier::Any) => return self.in_subquery(expr, query, false, n),
            (BinaryOp::NotEq, Quantifier::All) => return self.in_subquery(expr, query, true, n),
            (BinaryOp::Eq, _) => holds(BinaryOp::Eq, true)?.and(holds(BinaryOp::Eq, false)?),
            (BinaryOp::NotEq, _) => {
                holds(BinaryOp::NotEq, true)?.or(holds(BinaryOp::NotEq, false)?)
            }
            (BinaryOp::Gt | BinaryOp::GtEq, _) => holds(op, !all)?,
            (BinaryOp::Lt | BinaryOp::LtEq, _) => holds(op, all)?,
            _ => return Err(PlanError::invalid("ANY and ALL need a comparison")),
        };
        let rows = self.aggregated(plan.clone(), count(lit(1_i64)))?;
        let known = self.aggregated(plan.clone(), count(column(&name)))?;
        let decided = compare(holds, Operator::IsNotDistinctFrom, lit(!all));
        let unknown = value
            .expr
            .is_null()
            .or(compare(known, Operator::Lt, rows.clone()));
        let answers = vec![
            (compare(rows, Operator::Eq, lit(0_i64)), lit(all)),
            (decided, lit(!all)),
            (unknown, DfExpr::Literal(ScalarValue::Boolean(None), None)),
        ];
        let answers = answers
            .into_iter()
            .map(|(when, then)| (Box::new(when), Box::new(then)))
            .collect();
        Ok(boolean(DfExpr::Case(Case::new(
            None,
            answers,
            Some(Box::new(lit(all))),
        ))))
    }

    /// The condition of a filter: conjuncts that are an IN or EXISTS stay for DataFusion to join.
    pub(crate) fn settled_filter(&self, condition: DfExpr, schema: &DFSchema) -> Result<DfExpr> {
        if !has_predicate(&condition) {
            return Ok(condition);
        }
        let mut conjuncts = Vec::new();
        for conjunct in split_conjunction_owned(condition) {
            let (inner, negated) = match conjunct {
                DfExpr::Not(inner) => (*inner, true),
                other => (other, false),
            };
            conjuncts.push(match inner {
                DfExpr::InSubquery(mut i) if !has_predicate(&i.expr) => {
                    i.negated ^= negated;
                    membership_conjunct(i, schema)?
                }
                DfExpr::Exists(mut e) => {
                    e.negated ^= negated;
                    DfExpr::Exists(e)
                }
                other => {
                    let other = self.settle(other, schema, false)?;
                    if negated { !other } else { other }
                }
            });
        }
        Ok(conjunction(conjuncts).unwrap_or_else(|| lit(true)))
    }

    /// The expression with every IN (and, outside filters, every EXISTS) as a count.
    pub(crate) fn settle(&self, expr: DfExpr, schema: &DFSchema, exists: bool) -> Result<DfExpr> {
        if !has_predicate(&expr) {
            return Ok(expr);
        }
        let settled = expr.transform_up(|e| match e {
            DfExpr::InSubquery(i) => {
                let answer = self.membership(i, schema).map_err(external)?;
                Ok(Transformed::yes(answer))
            }
            DfExpr::Exists(e) if exists => {
                let rows = self.rows(LogicalPlan::clone(&e.subquery.subquery));
                let op = if e.negated {
                    Operator::Eq
                } else {
                    Operator::Gt
                };
                let answer = compare(rows.map_err(external)?, op, lit(0_i64));
                Ok(Transformed::yes(answer))
            }
            other => Ok(Transformed::no(other)),
        })?;
        Ok(settled.data)
    }

    /// `x IN (…)` with three answers: true if a row equals; NULL if there are rows and x or one of them is NULL.
    fn membership(&self, query: InSubquery, schema: &DFSchema) -> Result<DfExpr> {
        let InSubquery {
            expr,
            subquery,
            negated,
        } = query;
        let inner = LogicalPlan::clone(&subquery.subquery);
        let element = plan::column_names(&inner)
            .first()
            .map(|n| column(n))
            .ok_or_else(|| PlanError::invalid("IN needs a subquery with a column"))?;
        let field = |name: &str| schema.field_with_unqualified_name(name).ok().cloned();
        let outside = seen_from_inside(expr.as_ref().clone(), field)?;
        let equal = compare(element.clone(), Operator::Eq, outside);
        let equals = self.rows(plan::filter(inner.clone(), equal)?)?;
        let nulls = self.rows(plan::filter(inner.clone(), element.is_null())?)?;
        let all = self.rows(inner)?;
        let unknown = compare(all, Operator::Gt, lit(0_i64))
            .and(expr.is_null())
            .or(compare(nulls, Operator::Gt, lit(0_i64)));
        let null = ScalarValue::Boolean(None);
        let answer = DfExpr::Case(Case::new(
            None,
            vec![
                (
                    Box::new(compare(equals, Operator::Gt, lit(0_i64))),
                    Box::new(lit(true)),
                ),
                (Box::new(unknown), Box::new(DfExpr::Literal(null, None))),
            ],
            Some(Box::new(lit(false))),
        ));
        Ok(if negated { !answer } else { answer })
    }

    /// How many rows a subquery gives, as a scalar.
    fn rows(&self, input: LogicalPlan) -> Result<DfExpr> {
        self.aggregated(input, count(lit(1_i64)))
    }

    /// An aggregate over a subquery's rows, as a scalar.
    fn aggregated(&self, input: LogicalPlan, call: DfExpr) -> Result<DfExpr> {
        let one = plan::aggregate(input, vec![], vec![call.alias(self.fresh())])?;
        Ok(DfExpr::ScalarSubquery(lowering::subquery(one)))
    }
}

/// An IN that is a conjunct of a filter: a semi or anti join for DataFusion.
///
/// Its null-aware anti join takes one key, so a correlated NOT IN says instead that no row might be equal.
fn membership_conjunct(query: InSubquery, schema: &DFSchema) -> Result<DfExpr> {
    if !query.negated || query.subquery.outer_ref_columns.is_empty() {
        return Ok(DfExpr::InSubquery(query));
    }
    let inner = LogicalPlan::clone(&query.subquery.subquery);
    let Some(element) = plan::column_names(&inner).first().map(|n| column(n)) else {
        return Ok(DfExpr::InSubquery(query));
    };
    let field = |name: &str| schema.field_with_unqualified_name(name).ok().cloned();
    let outside = seen_from_inside(*query.expr, field)?;
    let might = compare(element, Operator::Eq, outside).is_not_false();
    Ok(DfExpr::Exists(Exists {
        subquery: lowering::subquery(plan::filter(inner, might)?),
        negated: true,
    }))
}

fn external(error: PlanError) -> datafusion::error::DataFusionError {
    datafusion::error::DataFusionError::Plan(error.message)
}

fn boolean(expr: DfExpr) -> Typed {
    Typed {
        expr,
        ty: HiveType::Boolean,
    }
}

fn compare(left: DfExpr, op: Operator, right: DfExpr) -> DfExpr {
    DfExpr::BinaryExpr(BinaryExpr::new(Box::new(left), op, Box::new(right)))
}

fn has_predicate(expr: &DfExpr) -> bool {
    expr.exists(|e| Ok(matches!(e, DfExpr::InSubquery(_) | DfExpr::Exists(_))))
        .unwrap_or(false)
}

/// An expression of the outer query as the subquery sees it: its columns are outer references.
fn seen_from_inside(expr: DfExpr, field: impl Fn(&str) -> Option<FieldRef>) -> Result<DfExpr> {
    let seen = expr.transform(|e| {
        let DfExpr::Column(c) = &e else {
            return Ok(Transformed::no(e));
        };
        Ok(match field(&c.name) {
            Some(field) => {
                let name = Column::new_unqualified(&c.name);
                Transformed::yes(DfExpr::OuterReferenceColumn(field, name))
            }
            None => Transformed::no(e),
        })
    })?;
    Ok(seen.data)
}

/// True if the plan gives exactly one row: an aggregate without keys, perhaps under projections.
fn is_one_row(plan: &LogicalPlan) -> bool {
    match plan {
        LogicalPlan::Projection(p) => is_one_row(&p.input),
        LogicalPlan::Aggregate(a) => a.group_expr.is_empty(),
        _ => false,
    }
}

/// True if the plan gives at most one row for certain: an aggregate without keys, perhaps under projections and filters.
fn is_aggregated(plan: &LogicalPlan) -> bool {
    match plan {
        LogicalPlan::Projection(p) => is_aggregated(&p.input),
        LogicalPlan::Filter(f) => is_aggregated(&f.input),
        LogicalPlan::Aggregate(a) => a.group_expr.is_empty(),
        LogicalPlan::EmptyRelation(_) => true,
        _ => false,
    }
}
