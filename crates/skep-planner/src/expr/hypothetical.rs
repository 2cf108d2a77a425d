//! `rank(v, …) WITHIN GROUP (ORDER BY k, …)`: where a row of these values would stand among the group's rows.
//!
//! Made of counts of the rows before it, as Hive's hypothetical evaluators count (`GenericUDAFRank`,
//! `GenericUDAFDenseRank`, `GenericUDAFPercentRank`, `GenericUDAFCumeDist`).

use arrow::datatypes::DataType;
use datafusion::functions::core::expr_fn::r#struct;
use datafusion::functions_aggregate::expr_fn::{count, count_distinct};
use datafusion::logical_expr::{Expr, Operator, binary_expr, cast, lit, when};
use skep_functions::registry::Typed;
use skep_hiveql::ast::FunctionCall;
use skep_hiveql::types::HiveType;

use super::Names;
use crate::error::{PlanError, Result};
use crate::lowering;
use crate::planner::Planner;

/// Rows against the hypothetical one.
struct Standing {
    /// The row comes before it.
    before: Expr,
    /// The row has the same keys.
    tie: Expr,
    /// The row's keys.
    keys: Vec<Expr>,
}

impl Planner<'_> {
    /// The rank of a hypothetical row; `None` if the function isn't one of these.
    pub(super) fn hypothetical(
        &self,
        name: &str,
        call: &FunctionCall,
        n: &Names<'_>,
    ) -> Result<Option<Typed>> {
        if call.within_group.is_empty() {
            return Ok(None);
        }
        let bigint = |expr| {
            Some(Typed {
                expr,
                ty: HiveType::BigInt,
            })
        };
        let double = |expr| {
            Some(Typed {
                expr,
                ty: HiveType::Double,
            })
        };
        let counted = |test: Expr| Ok::<_, PlanError>(count(when(test, lit(1_i64)).end()?));
        let real = |expr| cast(expr, DataType::Float64);
        Ok(match name {
            "rank" => bigint(counted(self.standing(name, call, n)?.before)? + lit(1_i64)),
            "dense_rank" => {
                let Standing { before, keys, .. } = self.standing(name, call, n)?;
                bigint(count_distinct(when(before, r#struct(keys)).end()?) + lit(1_i64))
            }
            "percent_rank" => {
                let before = counted(self.standing(name, call, n)?.before)?;
                double(real(before) / real(count(lit(1_i64))))
            }
            "cume_dist" => {
                let Standing { before, tie, .. } = self.standing(name, call, n)?;
                let upto = counted(before.or(tie))? + lit(1_i64);
                double(real(upto) / real(count(lit(1_i64)) + lit(1_i64)))
            }
            _ => None,
        })
    }

    fn standing(&self, name: &str, call: &FunctionCall, n: &Names<'_>) -> Result<Standing> {
        let Some(aggregated) = n.aggregates else {
            return Err(PlanError::invalid(format!(
                "the aggregate function `{name}` can't stand in {}",
                n.clause
            )));
        };
        aggregated.set(true);
        if call.args.len() != call.within_group.len() {
            return Err(PlanError::invalid(format!(
                "`{name}` takes a value for each key of WITHIN GROUP"
            )));
        }
        let mut standing = Standing {
            before: lit(false),
            tie: lit(true),
            keys: Vec::new(),
        };
        for (value, item) in call.args.iter().zip(&call.within_group) {
            let (value, key) = (self.folded(value, n)?, self.folded(&item.expr, n)?);
            let ty = lowering::comparison_type(&value.ty, &key.ty).ok_or_else(|| {
                let (key, value) = (&key.ty, &value.ty);
                PlanError::invalid(format!("`{name}` can't compare a {key} with a {value}"))
            })?;
            let value = lowering::cast(value, &ty)?.expr;
            let key = lowering::cast(key, &ty)?.expr;
            let first = self.nulls_first(item);
            let (null, other) = if first {
                (&key, &value)
            } else {
                (&value, &key)
            };
            let nulls = null.clone().is_null().and(other.clone().is_not_null());
            let apart = if item.descending {
                key.clone().gt(value.clone())
            } else {
                key.clone().lt(value.clone())
            };
            let before = nulls.or(known(apart));
            let same = key.clone().is_null().and(value.clone().is_null());
            let same = same.or(known(key.clone().eq(value)));
            standing.before = standing.before.or(standing.tie.clone().and(before));
            standing.tie = standing.tie.and(same);
            standing.keys.push(key);
        }
        Ok(standing)
    }
}

/// True where a condition is true, else false. (`Expr::IsTrue` fails in shared subexpressions of DataFusion 55.)
fn known(condition: Expr) -> Expr {
    binary_expr(condition, Operator::IsNotDistinctFrom, lit(true))
}
