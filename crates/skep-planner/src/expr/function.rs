//! Function calls: scalar, aggregate and window functions by Hive's registry.

use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::logical_expr::Expr as DfExpr;
use datafusion::logical_expr::expr::NullTreatment as DfNulls;
use skep_functions::registry::{Bind, Typed};
use skep_hiveql::ast::{Expr, ExprKind, FunctionCall, Ident, NullTreatment, ObjectName};

use super::Names;
use crate::error::{PlanError, PlanErrorKind, Result};
use crate::group::has_subquery;
use crate::lowering;
use crate::planner::Planner;
use crate::scope::ScopeColumn;

impl Planner<'_> {
    pub(super) fn call(&self, call: &FunctionCall, n: &Names<'_>) -> Result<Typed> {
        self.bind_call(call, n)
            .map_err(|e| e.at(call.name.name.span))
    }

    fn bind_call(&self, call: &FunctionCall, n: &Names<'_>) -> Result<Typed> {
        let name = call.name.name.lower();
        if name == "grouping" {
            return self.grouping_call(call, n);
        }
        if let Some(called) = self.catalog.named_macro(&name) {
            return self.macro_call(called, call, n);
        }
        let function = lowering::function(&name).ok_or_else(|| {
            PlanError::new(
                PlanErrorKind::UnknownFunction,
                format!("there is no function `{name}`"),
            )
            .hint(lowering::nearest_function(&name))
        })?;
        if let Some(spec) = &call.over {
            if !n.window_functions {
                return Err(PlanError::invalid(format!(
                    "the window function `{name}` can't stand in {}",
                    n.clause
                )));
            }
            let mut inner = *n;
            inner.window_functions = false;
            let bound = match function.bind {
                Bind::Aggregate(bind) => {
                    bind(self.context, self.arguments(call, &inner)?, call.distinct)?
                }
                Bind::Window(bind) => bind(self.context, self.arguments(call, &inner)?)?,
                _ => {
                    return Err(PlanError::invalid(format!(
                        "`{name}` is no window function and takes no OVER"
                    )));
                }
            };
            let bound = null_treatment(bound, call.null_treatment)?;
            return self.over(bound, spec, n);
        }
        if let Some(rank) = self.hypothetical(&name, call, n)? {
            return Ok(rank);
        }
        match function.bind {
            Bind::Scalar(bind) => {
                if call.distinct {
                    return Err(PlanError::invalid(format!(
                        "`{name}` is no aggregate function and takes no DISTINCT"
                    )));
                }
                Ok(bind(self.context, self.arguments(call, n)?)?)
            }
            Bind::Aggregate(bind) => {
                let Some(aggregated) = n.aggregates else {
                    return Err(PlanError::invalid(format!(
                        "the aggregate function `{name}` can't stand in {}",
                        n.clause
                    )));
                };
                aggregated.set(true);
                let mut inner = *n;
                inner.window_functions = false;
                let args = self.arguments(call, &inner)?;
                if args.iter().any(|a| has_subquery(&a.expr)) {
                    // Hive: "Subquery in UDAF is not allowed" (SubQueryUtils).
                    return Err(PlanError::invalid(format!(
                        "a subquery can't be an argument of the aggregate function `{name}`"
                    )));
                }
                let bound = bind(self.context, args, call.distinct)?;
                null_treatment(bound, call.null_treatment)
            }
            Bind::Window(_) => Err(PlanError::invalid(format!("`{name}` needs an OVER clause"))),
            Bind::Table(_) => Err(PlanError::invalid(format!(
                "the table-generating function `{name}` can't stand inside an expression"
            ))
            .hint(Some("use LATERAL VIEW".to_owned()))),
        }
    }

    /// The arguments; what WITHIN GROUP orders by goes before them, as in `percentile_cont(value, fraction)`.
    pub(super) fn arguments(&self, call: &FunctionCall, n: &Names<'_>) -> Result<Vec<Typed>> {
        let count_rows = call.star && !call.distinct && call.name.name.lower() == "count";
        if call.star && !count_rows {
            return Ok(columns(None, n));
        }
        let ordered = call.within_group.iter().map(|item| &item.expr);
        self.spread(ordered.chain(&call.args), n)
    }

    /// Arguments with stars spelled out.
    pub(crate) fn spread<'e>(
        &self,
        exprs: impl Iterator<Item = &'e Expr>,
        n: &Names<'_>,
    ) -> Result<Vec<Typed>> {
        let mut args = Vec::new();
        for expr in exprs {
            match &expr.kind {
                ExprKind::Wildcard(qualifier) => args.extend(columns(qualifier.as_ref(), n)),
                _ => args.push(self.folded(expr, n)?),
            }
        }
        Ok(args)
    }

    fn grouping_call(&self, call: &FunctionCall, n: &Names<'_>) -> Result<Typed> {
        let Some(grouping) = n.grouping else {
            return Err(PlanError::invalid("grouping() needs a GROUP BY"));
        };
        if call.args.is_empty() {
            return Err(PlanError::invalid("grouping() needs an argument"));
        }
        let args: Vec<Typed> = call
            .args
            .iter()
            .map(|e| self.expr(e, n))
            .collect::<Result<_>>()?;
        grouping.grouping(&args)
    }
}

/// The columns that `*` or `t.*` stands for as arguments.
fn columns(qualifier: Option<&ObjectName>, n: &Names<'_>) -> Vec<Typed> {
    let Some(qualifier) = qualifier else {
        return n.scope.all().map(ScopeColumn::typed).collect();
    };
    let database = qualifier.database.as_ref().map(Ident::lower);
    let table = qualifier.name.lower();
    let of_table = n.scope.of_table(database.as_deref(), &table);
    of_table.map(ScopeColumn::typed).collect()
}

/// IGNORE NULLS and RESPECT NULLS belong to the call itself, wherever it stands in what was bound.
fn null_treatment(typed: Typed, treatment: Option<NullTreatment>) -> Result<Typed> {
    let Some(treatment) = treatment else {
        return Ok(typed);
    };
    let treatment = Some(match treatment {
        NullTreatment::Ignore => DfNulls::IgnoreNulls,
        NullTreatment::Respect => DfNulls::RespectNulls,
    });
    let expr = typed
        .expr
        .transform_down(|e| {
            Ok(match e {
                DfExpr::AggregateFunction(mut f) => {
                    f.params.null_treatment = treatment;
                    Transformed::yes(DfExpr::AggregateFunction(f))
                }
                DfExpr::WindowFunction(mut f) => {
                    f.params.null_treatment = treatment;
                    Transformed::yes(DfExpr::WindowFunction(f))
                }
                other => Transformed::no(other),
            })
        })?
        .data;
    Ok(Typed { expr, ty: typed.ty })
}
