//! Rows of constants: `VALUES (1, 'a'), (2, 'b')`.

use skep_functions::registry::Typed;
use skep_hiveql::ast::{Expr, Ident};

use crate::env::Env;
use crate::error::{PlanError, Result};
use crate::expr::Names;
use crate::planner::Planner;
use crate::scope::{Reach, Rel, Scope, ScopeColumn, column};
use crate::{lowering, plan};

impl Planner<'_> {
    /// The rows, each column of the type that holds all its values; named `col1`, `col2`, … if not named.
    pub(crate) fn values(&self, rows: &[Vec<Expr>], names: &[Ident], env: &Env<'_>) -> Result<Rel> {
        let width = rows.first().map_or(0, Vec::len);
        if width == 0 {
            return Err(PlanError::invalid("VALUES needs at least one value"));
        }
        let scope = Scope::default();
        let nothing = Names::new(&scope, env, "VALUES");
        let mut bound: Vec<Vec<Typed>> = Vec::with_capacity(rows.len());
        for row in rows {
            if row.len() != width {
                return Err(PlanError::invalid(format!(
                    "the rows of VALUES have {width} and {} values",
                    row.len()
                )));
            }
            let row = row.iter().map(|e| self.folded(e, &nothing));
            bound.push(row.collect::<Result<_>>()?);
        }
        let types = self.widest(&bound)?;
        let mut exprs = Vec::with_capacity(bound.len());
        for row in bound {
            let row = row
                .into_iter()
                .zip(&types)
                .map(|(value, ty)| self.fold(lowering::convert(value, ty)).expr);
            exprs.push(row.collect::<Vec<_>>());
        }
        let plan = plan::values(exprs)?;
        let sources = plan::column_names(&plan);
        let mut columns = Vec::with_capacity(width);
        let mut renamed = Vec::with_capacity(width);
        for (i, (source, ty)) in sources.iter().zip(types).enumerate() {
            let fresh = self.fresh();
            renamed.push((column(source), fresh.clone()));
            columns.push(ScopeColumn {
                qualifier: None,
                name: names
                    .get(i)
                    .map_or_else(|| format!("col{}", i + 1), Ident::lower),
                column: fresh,
                ty,
                reach: Reach::Full,
            });
        }
        Ok(Rel {
            plan: plan::project(plan, renamed)?,
            scope: Scope { columns },
        })
    }

    fn widest(&self, rows: &[Vec<Typed>]) -> Result<Vec<skep_hiveql::types::HiveType>> {
        let mut rows = rows.iter();
        let mut types: Vec<_> = rows
            .next()
            .map(|row| row.iter().map(|v| v.ty.clone()).collect())
            .unwrap_or_default();
        for row in rows {
            for (ty, value) in types.iter_mut().zip(row) {
                *ty = lowering::common_type(ty, &value.ty).ok_or_else(|| {
                    PlanError::invalid(format!(
                        "a column of VALUES holds a {ty} and a {}",
                        value.ty
                    ))
                })?;
            }
        }
        Ok(types)
    }
}
