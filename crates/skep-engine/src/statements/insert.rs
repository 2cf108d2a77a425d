//! INSERT, CREATE TABLE AS and INSERT OVERWRITE DIRECTORY: a query's rows into files that appear all at once.

mod directory;
mod target;

use std::sync::Arc;

use datafusion::common::ScalarValue;
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder};
use datafusion::prelude::lit;
use skep_hiveql::ast::{CreateTable, Insert, InsertTarget, MultiInsert, Query};
use skep_hiveql::types::HiveType;
use skep_metastore::{Column, Metastore, Partition, Table};
use skep_planner::Bound;
use skep_serde::types::arrow_type;

use self::target::Into;
use super::tables::check_table;
use crate::error::{EngineError, Result};
use crate::outcome::{Done, Outcome};
use crate::session::Session;
use crate::sink::{Target, WriteReport, write_query};

impl Session {
    pub(super) async fn insert(&mut self, insert: &Insert) -> Result<Outcome> {
        let Some(into) = self.insert_target(&insert.target).await? else {
            return Ok(Done::default().into());
        };
        let bound = match &into {
            Into::Table(table) => {
                let types = table.source_types();
                self.plan(|planner| planner.bind_insert_source(&insert.query, &types))
                    .await?
            }
            Into::Directory(_) => self.bind(&insert.query).await?,
        };
        let rows = self.write_into(into, bound).await?;
        Ok(written(rows))
    }

    /// The branches run one after the other; each appears as a whole.
    pub(super) async fn multi_insert(&mut self, statement: &MultiInsert) -> Result<Outcome> {
        let mut branches: Vec<(Into, &Query)> = Vec::new();
        for branch in &statement.branches {
            if let Some(into) = self.insert_target(&branch.target).await? {
                branches.push((into, &branch.query));
            }
        }
        let mut bound = Vec::with_capacity(branches.len());
        for (into, query) in &branches {
            let types = match into {
                Into::Table(table) => Some(table.source_types()),
                Into::Directory(_) => None,
            };
            // A directory takes what the query gives.
            let one = match types {
                Some(types) => {
                    self.plan(|planner| {
                        planner.bind_multi_insert(
                            &statement.ctes,
                            &statement.from,
                            &[(query, types.as_slice())],
                        )
                    })
                    .await?
                }
                None => vec![self.bind_over(statement, query).await?],
            };
            bound.extend(one);
        }
        let mut rows = 0;
        for ((into, _), bound) in branches.into_iter().zip(bound) {
            rows += self.write_into(into, bound).await?;
        }
        Ok(written(rows))
    }

    /// A branch of a multi-insert as a query of its own, for a target without types.
    async fn bind_over(&mut self, statement: &MultiInsert, query: &Query) -> Result<Bound> {
        let mut query = query.clone();
        query.ctes.clone_from(&statement.ctes);
        if let skep_hiveql::ast::SetExpr::Select(select) = &mut query.body
            && select.from.is_none()
        {
            select.from = Some(statement.from.clone());
        }
        self.bind(&query).await
    }

    async fn insert_target(&mut self, target: &InsertTarget) -> Result<Option<Into>> {
        match target {
            InsertTarget::Table {
                name,
                overwrite,
                partition,
                if_not_exists,
                columns,
                ..
            } => {
                let table = self.real_table(name, "insert into").await?;
                let into = self
                    .table_target(table, name, *overwrite, partition, columns)
                    .await?;
                if *if_not_exists && self.is_there(&into).await? {
                    return Ok(None);
                }
                Ok(Some(Into::Table(Box::new(into))))
            }
            InsertTarget::Directory {
                local,
                path,
                row_format,
                file_format,
                ..
            } => {
                let directory =
                    self.directory_target(*local, path, row_format.as_ref(), file_format.as_ref())?;
                Ok(Some(Into::Directory(directory)))
            }
        }
    }

    /// Writes a bound query's rows; gives how many.
    async fn write_into(&mut self, into: Into, bound: Bound) -> Result<u64> {
        match into {
            Into::Directory(directory) => {
                let target = self.write_directory(directory, &bound)?;
                Ok(self.write(bound.plan, target).await?.rows)
            }
            Into::Table(into) => {
                let plan = spread(&bound, &into)?;
                let target = self.sink_target(&into)?;
                let report = self.write(plan, target).await?;
                let changed = self.note_partitions(&into, &report).await?;
                self.forget_statistics(&into.table, &changed).await?;
                Ok(report.rows)
            }
        }
    }

    async fn write(&mut self, plan: LogicalPlan, target: Target) -> Result<WriteReport> {
        let (plan, context) = self.physical(&plan).await?;
        let progress = self.progress();
        progress.watch(&plan);
        progress.stage("writing");
        let on_rows = Arc::new(move |rows| progress.count(rows));
        let stores = Arc::clone(self.stores());
        Ok(write_query(plan, context, &stores, target, on_rows).await?)
    }

    /// Tells the metastore of the partitions that were written.
    async fn note_partitions(
        &self,
        into: &target::TableTarget,
        report: &WriteReport,
    ) -> Result<Vec<Vec<String>>> {
        if into.table.partition_keys.is_empty() {
            return Ok(Vec::new());
        }
        let fixed = &into.fixed;
        let all: Vec<Vec<String>> = match into.dynamic.is_empty() {
            true => vec![fixed.clone()],
            false => report
                .partitions
                .iter()
                .map(|p| fixed.iter().chain(&p.values).cloned().collect())
                .collect(),
        };
        let mut partitions = Vec::with_capacity(all.len());
        for values in &all {
            let location = match into.dynamic.is_empty() {
                true => into.location.clone(),
                false => self.own_location(&into.table, values)?,
            };
            let mut partition = Partition::new(values.clone(), location);
            partition.created_at = self.now().timestamp();
            partitions.push(partition);
        }
        self.metastore()
            .add_partitions(&into.table.database, &into.table.name, &partitions, true)
            .await?;
        Ok(all)
    }

    pub(super) async fn create_table_as(
        &mut self,
        statement: &CreateTable,
        mut table: Table,
        query: &Query,
    ) -> Result<Outcome> {
        if !statement.columns.is_empty() {
            return Err(
                EngineError::query("CREATE TABLE AS takes its columns from the query")
                    .at(statement.name.name.span),
            );
        }
        let bound = self.bind(query).await?;
        let mut columns = ctas_columns(&bound)?;
        let plan = match &statement.partitioned_by {
            None => bound.plan.clone(),
            Some(skep_hiveql::ast::PartitionedBy::Names(names)) => {
                let keys: Vec<String> = names.iter().map(|name| name.lower()).collect();
                for (key, name) in keys.iter().zip(names) {
                    if !columns.iter().any(|column| column.name == *key) {
                        return Err(EngineError::query(format!(
                            "the query has no column `{key}` to partition by"
                        ))
                        .at(name.span));
                    }
                }
                let plan = keys_last(&bound, &columns, &keys)?;
                let mut by_key = Vec::new();
                for key in &keys {
                    if let Some(at) = columns.iter().position(|column| column.name == *key) {
                        by_key.push(columns.remove(at));
                    }
                }
                table.partition_keys = by_key;
                plan
            }
            Some(_) => {
                return Err(EngineError::query(
                    "CREATE TABLE AS names its partition columns without types",
                )
                .at(statement.name.name.span));
            }
        };
        table.columns = columns;
        check_table(&table, &statement.name)?;
        let into = self.whole_table(table);
        let target = self.sink_target(&into)?;
        let (database, name) = (into.table.database.clone(), into.table.name.clone());
        self.refuse_leftovers(&into.table).await?;
        // The definition comes first, so that a crash leaves an empty table rather than rows that nobody knows of.
        self.define_table(&into.table, &statement.name, false, statement.temporary)
            .await?;
        let done = match self.write(plan, target).await {
            Ok(report) => self
                .note_partitions(&into, &report)
                .await
                .map(|_| report.rows),
            Err(error) => Err(error),
        };
        match done {
            Ok(rows) => Ok(written(rows)),
            Err(error) => {
                self.metastore().drop_table(&database, &name).await?;
                if into.table.kind == skep_metastore::TableKind::Managed {
                    self.delete_directory(&into.table.location).await?;
                }
                Err(error)
            }
        }
    }

    /// A new table's directory must hold no files: they would be rows.
    async fn refuse_leftovers(&self, table: &Table) -> Result<()> {
        let files = self
            .data_files(std::slice::from_ref(&table.location))
            .await?;
        match files.is_empty() {
            true => Ok(()),
            false => Err(EngineError::query(format!(
                "cannot create table `{}` in `{}`: there are files already",
                table.name, table.location
            ))),
        }
    }
}

fn written(rows: u64) -> Outcome {
    Done {
        rows_written: Some(rows),
        ..Done::default()
    }
    .into()
}

/// The columns of a table made from a query (`CREATE TABLE AS`).
fn ctas_columns(bound: &Bound) -> Result<Vec<Column>> {
    bound
        .output
        .iter()
        .map(|column| match column.ty {
            HiveType::Void => Err(EngineError::query(format!(
                "column `{}` of the new table would have no type: it is only NULL",
                column.name
            ))
            .hint("CAST(NULL AS string) gives it one")),
            HiveType::IntervalYearMonth | HiveType::IntervalDayTime => Err(EngineError::query(
                format!("a column cannot have the type `{}`", column.ty),
            )),
            _ => Ok(Column::new(column.name.to_lowercase(), column.ty.clone())),
        })
        .collect()
}

/// The query's plan with the partition keys moved to the end, in their own order.
fn keys_last(bound: &Bound, columns: &[Column], keys: &[String]) -> Result<LogicalPlan> {
    let field = |name: &str| {
        columns
            .iter()
            .zip(&bound.output)
            .find(|(column, _)| column.name == name)
            .map(|(_, output)| col_of(&output.field))
    };
    let mut exprs: Vec<Expr> = columns
        .iter()
        .zip(&bound.output)
        .filter(|(column, _)| !keys.contains(&column.name))
        .map(|(_, output)| col_of(&output.field))
        .collect();
    exprs.extend(keys.iter().filter_map(|key| field(key)));
    Ok(LogicalPlanBuilder::from(bound.plan.clone())
        .project(exprs)?
        .build()?)
}

/// A column by its internal name, which is never parsed.
fn col_of(field: &str) -> Expr {
    Expr::Column(datafusion::common::Column::new_unqualified(field))
}

/// The plan's columns in the order of the table's, with NULL for those that the statement doesn't give.
fn spread(bound: &Bound, into: &target::TableTarget) -> Result<LogicalPlan> {
    let Some(sources) = &into.sources else {
        return Ok(bound.plan.clone());
    };
    let exprs = sources.iter().enumerate().map(|(at, source)| match source {
        target::Source::Query(place) => match bound.output.get(*place) {
            Some(output) => Ok(col_of(&output.field)),
            None => Err(EngineError::query(
                "the query gives fewer columns than INSERT names",
            )),
        },
        target::Source::Null(ty) => {
            let null = ScalarValue::try_from(&arrow_type(ty))?;
            Ok(lit(null).alias(format!("null{at}")))
        }
    });
    let exprs = exprs.collect::<Result<Vec<_>>>()?;
    Ok(LogicalPlanBuilder::from(bound.plan.clone())
        .project(exprs)?
        .build()?)
}
