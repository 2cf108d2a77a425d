//! LATERAL VIEW, and table-generating functions in a select list: a list of structs, unnested.

use std::rc::Rc;

use datafusion::common::{Column, NullHandling, UnnestOptions};
use datafusion::logical_expr::logical_plan::builder::unnest_with_options;
use skep_functions::registry::{Bind, TableCall, Typed};
use skep_hiveql::ast::{Expr, Ident, LateralView};
use skep_hiveql::types::{HiveType, StructField};

use crate::env::Env;
use crate::error::{PlanError, PlanErrorKind, Result};
use crate::expr::Names;
use crate::from::alias_of;
use crate::planner::Planner;
use crate::scope::{Qualifier, Reach, Rel, ScopeColumn, column};
use crate::{lowering, plan};

impl Planner<'_> {
    pub(crate) fn lateral_view(&self, view: &LateralView, env: &Env<'_>) -> Result<Rel> {
        let rel = self.from(&view.input, env)?;
        let names = Names::new(&rel.scope, env, "LATERAL VIEW");
        let call = self
            .table_call(&view.function, &view.args, false, &names)
            .map_err(|e| e.at(view.function.span))?;
        let qualifier = view.alias.as_ref().map(alias_of);
        self.generate(rel, call, qualifier, &view.columns, view.outer)
    }

    /// Binds a call of a table-generating function.
    pub(crate) fn table_call(
        &self,
        function: &Ident,
        args: &[Expr],
        star: bool,
        names: &Names<'_>,
    ) -> Result<TableCall> {
        let name = function.lower();
        let found = lowering::function(&name).ok_or_else(|| {
            PlanError::new(
                PlanErrorKind::UnknownFunction,
                format!("there is no function `{name}`"),
            )
        })?;
        let Bind::Table(bind) = found.bind else {
            return Err(PlanError::invalid(format!(
                "`{name}` is no table-generating function"
            )));
        };
        let args = if star {
            names.scope.all().map(ScopeColumn::typed).collect()
        } else {
            self.spread(args.iter(), names)?
        };
        Ok(bind(self.context, args)?)
    }

    /// The rows of the input, each beside the rows that the function makes of it.
    ///
    /// The function's columns follow the input's. Without OUTER a row that gives nothing goes away.
    pub(crate) fn generate(
        &self,
        rel: Rel,
        call: TableCall,
        qualifier: Option<Qualifier>,
        aliases: &[Ident],
        outer: bool,
    ) -> Result<Rel> {
        if !aliases.is_empty() && aliases.len() != call.columns.len() {
            return Err(PlanError::invalid(format!(
                "the table-generating function gives {} columns, but {} names are given",
                call.columns.len(),
                aliases.len()
            )));
        }
        let Rel { plan, mut scope } = rel;
        let input = plan::column_names(&plan);
        let row = self.fresh();
        let plan = plan::extend(plan, [(call.rows, row.clone())])?;
        let null_handling = if outer {
            NullHandling::PreserveAndExpandEmpty
        } else {
            NullHandling::Drop
        };
        let options = UnnestOptions::new().with_null_handling(null_handling);
        let plan = unnest_with_options(plan, vec![Column::new_unqualified(&row)], options)?;
        let ty = HiveType::Struct(
            call.columns
                .iter()
                .map(|(name, ty)| StructField {
                    name: name.clone(),
                    ty: ty.clone(),
                })
                .collect(),
        );
        let row = Typed {
            expr: column(&row),
            ty,
        };
        let qualifier = qualifier.map(Rc::new);
        let mut exprs: Vec<_> = input.into_iter().map(|n| (column(&n), n)).collect();
        for (i, (name, ty)) in call.columns.into_iter().enumerate() {
            let value = lowering::struct_field(row.clone(), &name)?;
            let fresh = self.fresh();
            exprs.push((value.expr, fresh.clone()));
            scope.columns.push(ScopeColumn {
                qualifier: qualifier.clone(),
                name: aliases.get(i).map_or(name, Ident::lower),
                column: fresh,
                ty,
                reach: Reach::Full,
            });
        }
        Ok(Rel {
            plan: plan::project(plan, exprs)?,
            scope,
        })
    }
}
