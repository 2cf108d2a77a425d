//! Queries: bind, plan, run.

use std::sync::Arc;

use arrow::datatypes::{Field, Schema, SchemaRef};
use arrow::record_batch::{RecordBatch, RecordBatchOptions};
use datafusion::execution::SendableRecordBatchStream;
use datafusion::execution::TaskContext;
use datafusion::execution::session_state::SessionState;
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::coalesce_partitions::CoalescePartitionsExec;
use datafusion::physical_plan::stream::RecordBatchReceiverStream;
use datafusion::physical_plan::{ExecutionPlan, ExecutionPlanProperties};
use futures::{Stream, StreamExt};
use skep_functions::registry::Context;
use skep_hiveql::ast::Query;
use skep_metastore::{Partition, Table};
use skep_planner::{Bound, Options};

use crate::error::{EngineError, Result};
use crate::joins;
use crate::outcome::{Batches, Outcome, OutputColumn, Rows};
use crate::session::Session;

impl Session {
    pub(super) async fn query(&mut self, query: &Query) -> Result<Outcome> {
        let bound = self.bind(query).await?;
        Ok(self.run(bound).await?.into())
    }

    /// The plan of a query.
    pub(crate) async fn bind(&mut self, query: &Query) -> Result<Bound> {
        self.plan(|planner| planner.bind_query(query)).await
    }

    /// What functions may know of the statement's surroundings.
    pub(crate) fn context(&self) -> Context {
        Context {
            now: self.now(),
            timezone: self.timezone(),
            user: self.user().to_owned(),
            database: self.current_database().to_owned(),
        }
    }

    /// The settings that change what a query means.
    pub(crate) fn planner_options(&self) -> Options {
        let settings = self.settings();
        let both = settings.is_true("hive.groupby.orderby.position.alias");
        Options {
            quoted_identifiers_regex: settings.get("hive.support.quoted.identifiers")
                == Some("none"),
            groupby_position: both || settings.is_true("hive.groupby.position.alias"),
            orderby_position: both || settings.is_true("hive.orderby.position.alias"),
            nulls_last: settings
                .get("hive.default.nulls.last")
                .is_none_or(|value| value.eq_ignore_ascii_case("true")),
            strict_order_by: settings.is_true("hive.strict.checks.orderby.no.limit"),
            strict_cartesian: settings.is_true("hive.strict.checks.cartesian.product"),
            unique_column_names: true,
        }
    }

    /// The physical plan of a logical one, and what it runs in.
    pub(super) async fn physical(
        &mut self,
        plan: &LogicalPlan,
    ) -> Result<(Arc<dyn ExecutionPlan>, Arc<TaskContext>)> {
        let state = self.state()?;
        let logical = joins::arranged(&state, state.optimize(plan)?).await?;
        let physical = physical_plan(&state, &logical).await?;
        let context = state.task_ctx();
        Ok((physical, context))
    }

    /// Begins a query; its rows are made as they are pulled.
    pub(super) async fn run(&mut self, bound: Bound) -> Result<Rows> {
        let (plan, context) = self.physical(&bound.plan).await?;
        self.progress().watch(&plan);
        let stream = in_background(plan, context);
        let qualified = self.settings().is_true("hive.cli.print.header")
            && self
                .settings()
                .is_true("hive.resultset.use.unique.column.names");
        let columns: Vec<_> = bound
            .output
            .into_iter()
            .map(|column| OutputColumn {
                name: match column.table {
                    Some(table) if qualified => format!("{table}.{}", column.name),
                    _ => column.name,
                },
                ty: column.ty,
            })
            .collect();
        let schema = renamed(&stream.schema(), &columns);
        let batches = self.watched(stream, Arc::clone(&schema));
        Ok(Rows::new(columns, schema, batches))
    }

    /// The stream of a plan, with the names that users see, counted, and ended by a cancel.
    fn watched(
        &self,
        stream: impl Stream<Item = datafusion::error::Result<RecordBatch>> + Send + 'static,
        schema: SchemaRef,
    ) -> Batches {
        let progress = self.progress();
        let token = progress.token();
        let cancelled = token.clone();
        let rows = stream.map(move |batch| {
            let batch = batch?;
            progress.count(batch.num_rows());
            let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
            Ok(RecordBatch::try_new_with_options(
                Arc::clone(&schema),
                batch.columns().to_vec(),
                &options,
            )?)
        });
        let end = futures::stream::once(async move { cancelled.is_cancelled() }).filter_map(
            |cancelled| async move { cancelled.then(|| Err(EngineError::interrupted())) },
        );
        Box::pin(rows.take_until(token.cancelled_owned()).chain(end))
    }

    /// Runs a query to its end and gives its first value as a number, for counts.
    pub(super) async fn count_rows(
        &mut self,
        table: &Table,
        partition: Option<&Partition>,
    ) -> Result<u64> {
        let provider = match partition {
            Some(partition) => self.provider_of_partition(table, partition),
            None => self.provider(table),
        };
        let source = datafusion::datasource::provider_as_source(Arc::new(provider));
        let plan = datafusion::logical_expr::LogicalPlanBuilder::scan("t", source, Some(vec![]))?
            .build()?;
        let (plan, context) = self.physical(&plan).await?;
        self.progress().watch(&plan);
        let mut stream = in_background(plan, context);
        let mut rows = 0;
        while let Some(batch) = stream.next().await {
            rows += batch?.num_rows() as u64;
        }
        Ok(rows)
    }
}

/// The physical plan of an optimized logical one.
pub(super) async fn physical_plan(
    state: &SessionState,
    logical: &LogicalPlan,
) -> Result<Arc<dyn ExecutionPlan>> {
    let planner = state.query_planner();
    Ok(planner.create_physical_plan(logical, state).await?)
}

/// Runs a plan in a task of its own, one batch ahead. So whoever pulls the rows is never inside an operator that counts for minutes, and
/// a cancel is heard at once. Dropping the stream aborts the task.
fn in_background(
    plan: Arc<dyn ExecutionPlan>,
    context: Arc<TaskContext>,
) -> SendableRecordBatchStream {
    let plan = match plan.output_partitioning().partition_count() {
        1 => plan,
        _ => Arc::new(CoalescePartitionsExec::new(plan)),
    };
    let mut builder = RecordBatchReceiverStream::builder(plan.schema(), 1);
    let sender = builder.tx();
    builder.spawn(async move {
        let mut rows = plan.execute(0, context)?;
        while let Some(batch) = rows.next().await {
            let failed = batch.is_err();
            // Nobody listens any more, or there is nothing more to say.
            if sender.send(batch).await.is_err() || failed {
                break;
            }
        }
        Ok(())
    });
    builder.build()
}

/// A plan's schema under the names that users see.
fn renamed(schema: &SchemaRef, columns: &[OutputColumn]) -> SchemaRef {
    let fields: Vec<_> = schema
        .fields()
        .iter()
        .zip(columns)
        .map(|(field, column)| {
            Field::new(&column.name, field.data_type().clone(), field.is_nullable())
        })
        .collect();
    Arc::new(Schema::new(fields))
}
