//! FROM: tables, views, common table expressions, subqueries.

use std::rc::Rc;

use datafusion::common::{Column, TableReference};
use datafusion::logical_expr::{Expr, LogicalPlanBuilder, TableSource};
use skep_hiveql::ast::{Ident, ObjectName, Sample, TableFunction, TableRef, TableRefKind};
use skep_hiveql::types::HiveType;
use std::sync::Arc;

use crate::catalog::Relation;
use crate::env::{CteEntry, Env};
use crate::error::{PlanError, PlanErrorKind, Result};
use crate::expr::{Names, deep};
use crate::plan;
use crate::planner::Planner;
use crate::scope::{Qualifier, Reach, Rel, Scope, ScopeColumn};

impl Planner<'_> {
    /// Binds what stands in FROM.
    pub(crate) fn from(&self, table: &TableRef, env: &Env<'_>) -> Result<Rel> {
        deep(|| self.table_ref(table, env)).map_err(|e| e.at(table.span))
    }

    fn table_ref(&self, table: &TableRef, env: &Env<'_>) -> Result<Rel> {
        match &table.kind {
            TableRefKind::Table {
                name,
                sample,
                alias,
            } => self.named(name, sample.as_ref(), alias.as_ref(), env),
            TableRefKind::Subquery {
                query,
                alias,
                columns,
            } => {
                let rel = self.query(query, &env.nested()?)?;
                let rel = renamed(rel, columns)?;
                Ok(aliased(rel, alias.as_ref().map(alias_of)))
            }
            TableRefKind::Join {
                left,
                right,
                kind,
                constraint,
            } => self.join(left, right, *kind, constraint, env),
            TableRefKind::LateralView(view) => self.lateral_view(view, env),
            TableRefKind::TableFunction(function) => self.table_function(function, env),
            TableRefKind::Values {
                rows,
                alias,
                columns,
            } => {
                let rel = self.values(rows, columns, env)?;
                Ok(aliased(rel, alias.as_ref().map(alias_of)))
            }
        }
    }

    fn named(
        &self,
        name: &ObjectName,
        sample: Option<&Sample>,
        alias: Option<&Ident>,
        env: &Env<'_>,
    ) -> Result<Rel> {
        let mut bucket_columns = Vec::new();
        let rel = match env.cte(&name.name).filter(|_| name.database.is_none()) {
            Some(entry) => self.common(&entry, env)?,
            None => {
                let relation = self.relation(name, env)?;
                if let Relation::Table {
                    bucket_columns: b, ..
                } = &relation
                {
                    bucket_columns.clone_from(b);
                }
                self.scan_or_expand(relation, env)?
            }
        };
        let rel = match alias {
            Some(alias) => aliased_keeping(rel, alias_of(alias)),
            None => rel,
        };
        match sample {
            Some(sample) => self.sample(rel, sample, &bucket_columns, env),
            None => Ok(rel),
        }
    }

    /// A common table expression, bound anew at each use.
    fn common(&self, entry: &CteEntry<'_>, env: &Env<'_>) -> Result<Rel> {
        let rel = self.query(&entry.cte.query, &env.of_cte(entry)?)?;
        let rel = renamed(rel, &entry.cte.columns)?;
        Ok(aliased(
            rel,
            Some(Qualifier {
                database: None,
                name: entry.cte.name.lower(),
            }),
        ))
    }

    fn relation(&self, name: &ObjectName, env: &Env<'_>) -> Result<Relation> {
        let database = name.database.as_ref().map(Ident::lower);
        let database = database.as_deref().or(env.database.as_deref());
        // A path keeps its case; a table's name has none.
        let table = match name.name.value.contains('/') {
            true => name.name.value.clone(),
            false => name.name.lower(),
        };
        self.catalog
            .table(database, &table)
            .map_err(|e| e.at(name.name.span))?
            .ok_or_else(|| {
                let shown = match database {
                    Some(database) => format!("{database}.{table}"),
                    None => table.clone(),
                };
                PlanError::new(
                    PlanErrorKind::UnknownTable,
                    format!("there is no table `{shown}`"),
                )
                .at(name.name.span)
                .hint(self.catalog.suggest(&table))
            })
    }

    fn scan_or_expand(&self, relation: Relation, env: &Env<'_>) -> Result<Rel> {
        match relation {
            Relation::Table {
                source,
                columns,
                virtual_columns,
                database,
                name,
                ..
            } => self.scan(source, columns, virtual_columns, &database, &name),
            Relation::View {
                query,
                columns,
                database,
                name,
            } => {
                let env = env.of_view(&database)?;
                let rel = self.query(&query, &env).map_err(|mut e| {
                    e.message = format!("in view `{name}`: {}", e.message);
                    e.span = None;
                    e
                })?;
                self.as_view(rel, columns, database, name)
            }
        }
    }

    /// A table's scan, each column under a name of its own.
    fn scan(
        &self,
        source: Arc<dyn TableSource>,
        columns: Vec<(String, HiveType)>,
        virtual_columns: Vec<(String, HiveType)>,
        database: &str,
        name: &str,
    ) -> Result<Rel> {
        let table = TableReference::partial(database, name);
        let plan = LogicalPlanBuilder::scan(table.clone(), source, None)?.build()?;
        let qualifier = Rc::new(Qualifier {
            database: Some(database.to_lowercase()),
            name: name.to_lowercase(),
        });
        let mut exprs = Vec::new();
        let mut scope = Scope::default();
        let reached = columns.into_iter().map(|c| (c, Reach::Full));
        let hidden = virtual_columns.into_iter().map(|c| (c, Reach::Virtual));
        for ((column, ty), reach) in reached.chain(hidden) {
            let fresh = self.fresh();
            let expr = Expr::Column(Column::new(Some(table.clone()), &column));
            exprs.push((expr, fresh.clone()));
            scope.columns.push(ScopeColumn {
                qualifier: Some(Rc::clone(&qualifier)),
                name: column.to_lowercase(),
                column: fresh,
                ty,
                reach,
            });
        }
        Ok(Rel {
            plan: plan::project(plan, exprs)?,
            scope,
        })
    }

    /// A view's query under the view's column names, with its declared types.
    fn as_view(
        &self,
        rel: Rel,
        columns: Vec<(String, HiveType)>,
        database: String,
        name: String,
    ) -> Result<Rel> {
        if columns.len() > rel.scope.columns.len() {
            return Err(PlanError::invalid(format!(
                "view `{name}` has {} columns, its query gives {}",
                columns.len(),
                rel.scope.columns.len()
            )));
        }
        let mut rel = rel;
        if !columns.is_empty() {
            rel.scope.columns.truncate(columns.len());
            if rel
                .scope
                .columns
                .iter()
                .zip(&columns)
                .any(|(c, d)| c.ty != d.1)
            {
                let types: Vec<HiveType> = columns.iter().map(|(_, ty)| ty.clone()).collect();
                rel = self.retyped(rel, &types)?;
            }
            for (c, (name, _)) in rel.scope.columns.iter_mut().zip(columns) {
                c.name = name.to_lowercase();
            }
        }
        Ok(aliased(
            rel,
            Some(Qualifier {
                database: Some(database.to_lowercase()),
                name: name.to_lowercase(),
            }),
        ))
    }

    /// The `noop` family passes its input on; other partitioned table functions are Hive plug-ins.
    fn table_function(&self, function: &TableFunction, env: &Env<'_>) -> Result<Rel> {
        let name = function.function.lower();
        if !name.starts_with("noop") {
            return Err(PlanError::unsupported(format!(
                "the partitioned table function `{name}` is not supported"
            ))
            .at(function.function.span));
        }
        let rel = self.from(&function.input, env)?;
        let names = Names::new(&rel.scope, env, "a table function");
        for expr in &function.window.partition_by {
            self.expr(expr, &names)?;
        }
        for item in &function.window.order_by {
            self.expr(&item.expr, &names)?;
        }
        Ok(match &function.alias {
            Some(alias) => aliased_keeping(rel, alias_of(alias)),
            None => rel,
        })
    }
}

pub(crate) fn alias_of(alias: &Ident) -> Qualifier {
    Qualifier {
        database: None,
        name: alias.lower(),
    }
}

/// The relation under a name; what was virtual in it is out of reach.
pub(crate) fn aliased(rel: Rel, qualifier: Option<Qualifier>) -> Rel {
    Rel {
        plan: rel.plan,
        scope: rel.scope.requalified(qualifier),
    }
}

/// A table under an alias; its virtual columns stay in reach.
fn aliased_keeping(mut rel: Rel, qualifier: Qualifier) -> Rel {
    let qualifier = Rc::new(qualifier);
    for c in &mut rel.scope.columns {
        c.qualifier = Some(Rc::clone(&qualifier));
    }
    rel
}

/// The first columns under new names: `(SELECT …) t (a, b)`.
fn renamed(mut rel: Rel, names: &[Ident]) -> Result<Rel> {
    if names.len() > rel.scope.columns.len() {
        return Err(PlanError::invalid(format!(
            "{} column names for {} columns",
            names.len(),
            rel.scope.columns.len()
        ))
        .at(names.first().map(|n| n.span).unwrap_or_default()));
    }
    for (c, name) in rel.scope.columns.iter_mut().zip(names) {
        c.name = name.lower();
    }
    Ok(rel)
}
