//! Query results into the files of a table: parallel writers, dynamic partitions, one commit.
//!
//! Files are staged where no reader sees them and appear together, by `skep-storage`'s [`Staging`]. The metastore is
//! the caller's business: the report says which partitions were written.

mod file;
mod orc;
mod squeeze;
mod stream;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use chrono_tz::Tz;
use datafusion::common::runtime::JoinSet;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::TaskContext;
use datafusion::physical_plan::{ExecutionPlan, ExecutionPlanProperties};
use skep_hiveql::types::HiveType;
use skep_serde::charset::Charset;
use skep_serde::format::RowFormat;
use skep_storage::{Location, Staging, Stores, partition_path};

pub use squeeze::TextCodec;

/// The format of the files that are written.
#[derive(Debug, Clone)]
pub enum WriteFormat {
    /// Lines in a charset, perhaps compressed.
    Text(RowFormat, Charset, Option<TextCodec>),
    /// Parquet, compressed with Snappy.
    Parquet,
    /// ORC, compressed with zlib.
    Orc,
}

/// Where rows go, and how.
#[derive(Debug, Clone)]
pub struct Target {
    /// The table's directory, or that of the partition whose values are all known.
    pub location: Location,
    /// Name and type of each column in the files: the plan's first columns, in order.
    pub columns: Vec<(String, HiveType)>,
    /// The dynamic partition keys, whose values are the plan's last columns, in order.
    pub dynamic: Vec<(String, HiveType)>,
    /// The files' format.
    pub format: WriteFormat,
    /// Whether the files that are there go: those of the directory, or with dynamic keys those of the partitions
    /// that get rows.
    pub overwrite: bool,
    /// How many partitions one statement may write (`hive.exec.max.dynamic.partitions`).
    pub max_partitions: usize,
    /// The session's zone.
    pub zone: Tz,
}

/// What was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WriteReport {
    /// How many rows.
    pub rows: u64,
    /// How many bytes, as they lie in the files.
    pub bytes: u64,
    /// The files, where they are now.
    pub files: Vec<Location>,
    /// By dynamic partition, in order of their paths; empty without dynamic keys.
    pub partitions: Vec<WrittenPartition>,
}

/// A partition that got rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WrittenPartition {
    /// One value a dynamic key, as the metastore keeps them.
    pub values: Vec<String>,
    /// Its path below the target's location: `day=1/hour=2`.
    pub path: String,
    /// How many rows it got.
    pub rows: u64,
    /// How many bytes.
    pub bytes: u64,
}

/// Counts of what a writer wrote, by partition values.
type Counts = BTreeMap<Vec<String>, (u64, u64)>;

/// Called with the number of rows each time some have been written.
pub type OnRows = Arc<dyn Fn(usize) + Send + Sync>;

/// Runs a plan and writes its rows to the target, all or nothing.
///
/// # Errors
/// The plan's or the storage's; the target is then as it was. Dropping the future does the same.
pub async fn write_query(
    plan: Arc<dyn ExecutionPlan>,
    task: Arc<TaskContext>,
    stores: &Arc<Stores>,
    target: Target,
    on_rows: OnRows,
) -> Result<WriteReport> {
    file::check(&target)?;
    let staging = Staging::begin(stores, &target.location)
        .await
        .map_err(external)?;
    let staging = Arc::new(staging);
    let target = Arc::new(target);
    let written = write_all(plan, task, stores, &staging, &target, on_rows).await;
    // All writers have ended, so this is the last owner.
    let staging = Arc::into_inner(staging);
    match (written, staging) {
        (Ok(counts), Some(staging)) => commit(staging, &target, counts).await,
        (Err(error), Some(staging)) => {
            // The first error is the one to tell.
            let _ = staging.abort().await;
            Err(error)
        }
        (written, None) => {
            written?;
            Err(DataFusionError::Internal(
                "a writer is still running".into(),
            ))
        }
    }
}

/// Writes each of the plan's partitions in a task of its own.
async fn write_all(
    plan: Arc<dyn ExecutionPlan>,
    task: Arc<TaskContext>,
    stores: &Arc<Stores>,
    staging: &Arc<Staging>,
    target: &Arc<Target>,
    on_rows: OnRows,
) -> Result<Counts> {
    let mut writers = JoinSet::new();
    for partition in 0..plan.output_partitioning().partition_count() {
        let rows = plan.execute(partition, Arc::clone(&task))?;
        let writer = stream::Writer::new(
            Arc::clone(stores),
            Arc::clone(staging),
            Arc::clone(target),
            Arc::clone(&on_rows),
        )?;
        writers.spawn(writer.write(rows));
    }
    let mut total = Counts::new();
    let mut failed = None;
    while let Some(ended) = writers.join_next().await {
        let ended = ended.map_err(|error| DataFusionError::ExecutionJoin(Box::new(error)));
        match ended.and_then(|counts| counts) {
            Ok(counts) => merge(&mut total, counts),
            Err(error) if failed.is_none() => {
                failed = Some(error);
                writers.abort_all();
            }
            Err(_) => {}
        }
    }
    let excess = total.len() > target.max_partitions && !target.dynamic.is_empty();
    match failed {
        Some(error) => Err(error),
        None if excess => Err(too_many(target)),
        None => Ok(total),
    }
}

fn merge(total: &mut Counts, counts: Counts) {
    for (values, (rows, bytes)) in counts {
        let entry = total.entry(values).or_default();
        entry.0 += rows;
        entry.1 += bytes;
    }
}

async fn commit(staging: Staging, target: &Target, counts: Counts) -> Result<WriteReport> {
    let names: Vec<&str> = target
        .dynamic
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    let mut report = WriteReport::default();
    for (values, (rows, bytes)) in counts {
        report.rows += rows;
        report.bytes += bytes;
        let path = partition_path(&names, &values);
        report.partitions.push(WrittenPartition {
            values,
            path,
            rows,
            bytes,
        });
    }
    let replace = match (target.overwrite, target.dynamic.is_empty()) {
        (false, _) => Vec::new(),
        (true, true) => vec![String::new()],
        (true, false) => report.partitions.iter().map(|p| p.path.clone()).collect(),
    };
    if target.dynamic.is_empty() {
        report.partitions.clear();
    }
    report.files = staging.commit(&replace).await.map_err(external)?;
    Ok(report)
}

fn too_many(target: &Target) -> DataFusionError {
    let limit = target.max_partitions;
    DataFusionError::Execution(format!(
        "the rows fall into more than {limit} partitions; \
         `set hive.exec.max.dynamic.partitions=…` allows more"
    ))
}

fn external(error: impl std::error::Error + Send + Sync + 'static) -> DataFusionError {
    DataFusionError::External(Box::new(error))
}

fn invalid(message: impl fmt::Display) -> DataFusionError {
    DataFusionError::Plan(message.to_string())
}

#[cfg(test)]
mod tests;
