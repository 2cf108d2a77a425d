//! How many rows a plan gives, roughly.
//!
//! Where ANALYZE has looked at a column its number of values and its range are used. Elsewhere there are the usual guesses: a
//! tenth of the rows equals a constant, a third is on one side of it. They need not be right, only in the right order.

use datafusion::common::{Column, JoinType, ScalarValue};
use datafusion::logical_expr::{
    Between, BinaryExpr, FetchType, Join, LogicalPlan, Operator, Union,
};
use datafusion::prelude::Expr;

use super::deep;
use super::sizes::{ColumnSize, Sizes};

/// The share of rows that equal a constant.
const EQUAL: f64 = 0.1;
/// The share of rows on one side of a constant.
const ONE_SIDE: f64 = 0.33;
/// The share of rows that a condition holds for of which nothing is known.
const SOME: f64 = 0.33;
/// The share of rows that a condition such as `<>` leaves.
const MOST: f64 = 0.9;
/// The exponent that makes a number of groups of a number of rows.
const GROUPS: f64 = 0.9;
/// Rows that an array or a map is expanded to.
const EXPANDED: f64 = 4.0;

/// Where a column comes from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Origin {
    /// The rows of its table before any filter.
    pub(super) rows: f64,
    pub(super) column: ColumnSize,
}

impl Origin {
    /// How many values the column has at most.
    pub(super) fn distinct(&self) -> f64 {
        self.column.distinct.unwrap_or(self.rows).max(1.0)
    }
}

impl Sizes {
    /// The rows that a plan gives, at least one.
    pub(super) fn rows(&self, plan: &LogicalPlan) -> f64 {
        deep(|| self.estimate(plan)).max(1.0)
    }

    fn estimate(&self, plan: &LogicalPlan) -> f64 {
        match plan {
            LogicalPlan::TableScan(scan) => {
                let rows = self.table(scan).rows;
                scan.fetch.map_or(rows, |fetch| rows.min(number(fetch)))
            }
            LogicalPlan::Filter(filter) => {
                self.rows(&filter.input) * self.share(&filter.predicate, &filter.input)
            }
            LogicalPlan::Aggregate(aggregate) => {
                self.groups(&aggregate.group_expr, &aggregate.input)
            }
            LogicalPlan::Distinct(distinct) => self.rows(distinct.input()).powf(GROUPS),
            LogicalPlan::Sort(sort) => {
                let rows = self.rows(&sort.input);
                sort.fetch.map_or(rows, |fetch| rows.min(number(fetch)))
            }
            LogicalPlan::Limit(limit) => match limit.get_fetch_type() {
                Ok(FetchType::Literal(Some(fetch))) => self.rows(&limit.input).min(number(fetch)),
                _ => self.rows(&limit.input),
            },
            LogicalPlan::Join(join) => self.join(join),
            LogicalPlan::Union(Union { inputs, .. }) => {
                inputs.iter().map(|input| self.rows(input)).sum()
            }
            LogicalPlan::Values(values) => number(values.values.len()),
            LogicalPlan::EmptyRelation(_) => 1.0,
            LogicalPlan::Unnest(unnest) => self.rows(&unnest.input) * EXPANDED,
            other => {
                let inputs = other.inputs();
                inputs.into_iter().map(|input| self.rows(input)).sum()
            }
        }
    }

    /// How many groups there are.
    fn groups(&self, keys: &[Expr], input: &LogicalPlan) -> f64 {
        if keys.is_empty() {
            return 1.0;
        }
        let rows = self.rows(input);
        let known: Option<f64> = keys.iter().map(|key| self.distinct(key, input)).product();
        known.map_or_else(|| rows.powf(GROUPS), |groups| rows.min(groups))
    }

    /// How many values an expression has, where ANALYZE has seen it.
    fn distinct(&self, expr: &Expr, input: &LogicalPlan) -> Option<f64> {
        self.origin(expr, input)?.column.distinct
    }

    fn join(&self, join: &Join) -> f64 {
        let (left, right) = (self.rows(&join.left), self.rows(&join.right));
        let keys = join
            .on
            .iter()
            .map(|(l, r)| self.domain(&[(l, &join.left), (r, &join.right)]));
        // Several keys together have no more values than the smaller side has rows.
        let domain = keys.product::<f64>();
        let capped = match join.on.len() {
            0 => 1.0,
            1 => domain,
            _ => domain.min(left.min(right)),
        };
        let residual = if join.filter.is_some() { SOME } else { 1.0 };
        let inner = left * right / capped.max(1.0) * residual;
        let met = |of: f64, by: f64| of * (by / capped.max(1.0)).min(1.0) * residual;
        match join.join_type {
            JoinType::Inner => inner,
            JoinType::Left => inner.max(left),
            JoinType::Right => inner.max(right),
            JoinType::Full => inner.max(left).max(right),
            JoinType::LeftSemi => met(left, right),
            JoinType::RightSemi => met(right, left),
            JoinType::LeftAnti => (left - met(left, right)).max(left * EQUAL),
            JoinType::RightAnti => (right - met(right, left)).max(right * EQUAL),
            JoinType::LeftMark => left,
            JoinType::RightMark => right,
        }
    }

    /// How many values those have that are set equal: as many as the smallest table has rows, for that is where they are
    /// keys; or as many as ANALYZE has seen.
    pub(super) fn domain(&self, sides: &[(&Expr, &LogicalPlan)]) -> f64 {
        let origins: Vec<_> = sides
            .iter()
            .map(|(expr, plan)| (self.origin(expr, plan), *plan))
            .collect();
        let known = origins.iter().filter_map(|(origin, _)| origin.as_ref());
        let seen = known.filter_map(|origin| origin.column.distinct);
        let all = origins.iter().map(|(origin, plan)| match origin {
            Some(origin) => origin.distinct(),
            None => self.rows(plan),
        });
        let bound = all.fold(f64::INFINITY, f64::min).max(1.0);
        match seen.fold(None, |most: Option<f64>, n| {
            Some(most.map_or(n, |m| m.max(n)))
        }) {
            Some(most) => most.max(1.0),
            None => bound,
        }
    }

    /// Where an expression that is a column, perhaps converted, comes from.
    pub(super) fn origin(&self, expr: &Expr, plan: &LogicalPlan) -> Option<Origin> {
        match expr {
            Expr::Column(column) => deep(|| self.column(column, plan)),
            Expr::Cast(cast) => self.origin(&cast.expr, plan),
            Expr::TryCast(cast) => self.origin(&cast.expr, plan),
            Expr::Alias(alias) => self.origin(&alias.expr, plan),
            _ => None,
        }
    }

    fn column(&self, column: &Column, plan: &LogicalPlan) -> Option<Origin> {
        if !plan.schema().has_column(column) {
            return None;
        }
        match plan {
            LogicalPlan::TableScan(scan) => {
                let table = self.table(scan);
                Some(Origin {
                    rows: table.rows,
                    column: table.columns.get(&column.name).copied().unwrap_or_default(),
                })
            }
            LogicalPlan::Projection(projection) => {
                let place = plan.schema().maybe_index_of_column(column)?;
                self.origin(projection.expr.get(place)?, &projection.input)
            }
            LogicalPlan::Aggregate(aggregate) => {
                let place = plan.schema().maybe_index_of_column(column)?;
                self.origin(aggregate.group_expr.get(place)?, &aggregate.input)
            }
            LogicalPlan::Filter(_)
            | LogicalPlan::Sort(_)
            | LogicalPlan::Limit(_)
            | LogicalPlan::Repartition(_)
            | LogicalPlan::Join(_)
            | LogicalPlan::Window(_) => plan
                .inputs()
                .into_iter()
                .find_map(|input| self.column(column, input)),
            _ => None,
        }
    }

    /// The share of the input's rows that a condition holds for.
    pub(super) fn share(&self, condition: &Expr, input: &LogicalPlan) -> f64 {
        deep(|| match condition {
            Expr::BinaryExpr(binary) => self.compared(binary, input),
            Expr::Not(inner) => 1.0 - self.share(inner, input),
            Expr::Like(like) if like.negated => MOST,
            Expr::Like(_) => EQUAL,
            Expr::Between(between) => self.between(between, input),
            Expr::InList(list) => {
                let one = self.equal(&list.expr, input);
                let some = (one * number(list.list.len())).min(0.5);
                if list.negated { 1.0 - some } else { some }
            }
            Expr::IsNull(_) => EQUAL / 2.0,
            Expr::IsNotNull(_) => 1.0,
            Expr::Literal(ScalarValue::Boolean(Some(true)), _) => 1.0,
            Expr::Literal(ScalarValue::Boolean(_), _) => 0.0,
            _ => SOME,
        })
    }

    fn compared(&self, binary: &BinaryExpr, input: &LogicalPlan) -> f64 {
        let (left, right) = (binary.left.as_ref(), binary.right.as_ref());
        match binary.op {
            Operator::And => self.share(left, input) * self.share(right, input),
            Operator::Or => {
                let (a, b) = (self.share(left, input), self.share(right, input));
                a + b - a * b
            }
            Operator::Eq | Operator::IsNotDistinctFrom => {
                self.equal(left, input).min(self.equal(right, input))
            }
            Operator::NotEq | Operator::IsDistinctFrom => MOST,
            Operator::Lt | Operator::LtEq => self.below(left, right, input),
            Operator::Gt | Operator::GtEq => self.below(right, left, input),
            _ => SOME,
        }
    }

    /// The share of rows in which an expression has one given value.
    fn equal(&self, expr: &Expr, input: &LogicalPlan) -> f64 {
        match self.distinct(expr, input) {
            Some(distinct) => 1.0 / distinct.max(1.0),
            None => EQUAL,
        }
    }

    /// The share of rows in which `less < greater`.
    fn below(&self, less: &Expr, greater: &Expr, input: &LogicalPlan) -> f64 {
        let range = |expr: &Expr| self.origin(expr, input)?.column.range;
        let share = match (
            range(less),
            constant(greater),
            constant(less),
            range(greater),
        ) {
            (Some((low, high)), Some(value), ..) => (value - low) / (high - low),
            (.., Some(value), Some((low, high))) => (high - value) / (high - low),
            _ => ONE_SIDE,
        };
        if share.is_finite() {
            share.clamp(0.001, 1.0)
        } else {
            ONE_SIDE
        }
    }

    fn between(&self, between: &Between, input: &LogicalPlan) -> f64 {
        let above = self.below(&between.low, &between.expr, input);
        let below = self.below(&between.expr, &between.high, input);
        let range = self
            .origin(&between.expr, input)
            .and_then(|o| o.column.range);
        // The two shares overlap by what both leave out.
        let share = match range {
            Some(_) => (above + below - 1.0).max(0.001),
            None => above * below,
        };
        if between.negated { 1.0 - share } else { share }
    }
}

/// A constant as a number, in the unit that Arrow counts in.
fn constant(expr: &Expr) -> Option<f64> {
    match expr {
        Expr::Literal(value, _) => as_number(value),
        Expr::Cast(cast) => constant(&cast.expr),
        _ => None,
    }
}

/// A number or time as a double; decimals with their scale.
#[expect(clippy::cast_precision_loss, reason = "an estimate")]
pub(super) fn as_number(value: &ScalarValue) -> Option<f64> {
    match value {
        ScalarValue::Int8(v) => v.map(f64::from),
        ScalarValue::Int16(v) => v.map(f64::from),
        ScalarValue::Int32(v) | ScalarValue::Date32(v) => v.map(f64::from),
        ScalarValue::Int64(v) | ScalarValue::TimestampMicrosecond(v, _) => v.map(|v| v as f64),
        ScalarValue::Float32(v) => v.map(f64::from),
        ScalarValue::Float64(v) => *v,
        ScalarValue::Decimal128(v, _, scale) => {
            v.map(|v| v as f64 / 10_f64.powi(i32::from(*scale)))
        }
        _ => None,
    }
}

#[expect(clippy::cast_precision_loss, reason = "an estimate")]
fn number(n: usize) -> f64 {
    n as f64
}
