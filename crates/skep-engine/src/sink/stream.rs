//! One stream of rows into files: one file, or one for each dynamic partition.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, UInt32Array};
use arrow::compute::take;
use arrow::datatypes::SchemaRef;
use arrow::record_batch::RecordBatch;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::SendableRecordBatchStream;
use futures::StreamExt;
use skep_hiveql::types::HiveType;
use skep_metastore::DEFAULT_PARTITION;
use skep_serde::display::cell_to_string;
use skep_storage::{Staging, Stores, partition_path};

use super::file::{FileWriter, file_schema};
use super::{Counts, OnRows, Target, WriteFormat, too_many};

/// Writes one stream.
pub(super) struct Writer {
    stores: Arc<Stores>,
    staging: Arc<Staging>,
    target: Arc<Target>,
    on_rows: OnRows,
    schema: SchemaRef,
    /// Files being written, by partition values.
    open: HashMap<Vec<String>, FileWriter>,
}

impl Writer {
    pub(super) fn new(
        stores: Arc<Stores>,
        staging: Arc<Staging>,
        target: Arc<Target>,
        on_rows: OnRows,
    ) -> Result<Writer> {
        let schema = file_schema(&target);
        Ok(Writer {
            stores,
            staging,
            target,
            on_rows,
            schema,
            open: HashMap::new(),
        })
    }

    pub(super) async fn write(mut self, mut rows: SendableRecordBatchStream) -> Result<Counts> {
        while let Some(batch) = rows.next().await {
            let batch = batch?;
            self.write_batch(&batch).await?;
            (self.on_rows)(batch.num_rows());
        }
        let mut counts = Counts::new();
        for (values, file) in self.open {
            counts.insert(values, file.finish().await?);
        }
        Ok(counts)
    }

    async fn write_batch(&mut self, batch: &RecordBatch) -> Result<()> {
        let width = self.target.columns.len();
        if batch.num_columns() != width + self.target.dynamic.len() {
            return Err(DataFusionError::Internal(format!(
                "{} columns to write, {} wanted",
                batch.num_columns(),
                width + self.target.dynamic.len()
            )));
        }
        if batch.num_rows() == 0 {
            return Ok(());
        }
        let (columns, keys) = batch.columns().split_at(width);
        if keys.is_empty() {
            return self
                .file(Vec::new())?
                .write(columns, batch.num_rows())
                .await;
        }
        for (values, rows) in self.by_partition(keys, batch.num_rows()) {
            let count = rows.len();
            let rows = UInt32Array::from(rows);
            let columns = columns.iter().map(|column| take(column, &rows, None));
            let columns = columns.collect::<Result<Vec<ArrayRef>, _>>()?;
            self.file(values)?.write(&columns, count).await?;
        }
        Ok(())
    }

    /// The rows of each partition, partitions in order of their first rows.
    fn by_partition(&self, keys: &[ArrayRef], rows: usize) -> Vec<(Vec<String>, Vec<u32>)> {
        let mut places: HashMap<Vec<String>, usize> = HashMap::new();
        let mut groups: Vec<(Vec<String>, Vec<u32>)> = Vec::new();
        for row in 0..rows {
            let value = |(array, (_, ty)): (&ArrayRef, &(String, HiveType))| {
                partition_value(array, row, ty, self.target.zone)
            };
            let values: Vec<String> = keys.iter().zip(&self.target.dynamic).map(value).collect();
            let place = *places.entry(values).or_insert_with_key(|values| {
                groups.push((values.clone(), Vec::new()));
                groups.len() - 1
            });
            if let (Some((_, rows)), Ok(row)) = (groups.get_mut(place), u32::try_from(row)) {
                rows.push(row);
            }
        }
        groups
    }

    fn file(&mut self, values: Vec<String>) -> Result<&mut FileWriter> {
        use std::collections::hash_map::Entry;
        let open = self.open.len();
        match self.open.entry(values) {
            Entry::Occupied(entry) => Ok(entry.into_mut()),
            Entry::Vacant(entry) => {
                let target = &self.target;
                if open >= target.max_partitions && !target.dynamic.is_empty() {
                    return Err(too_many(target));
                }
                let names: Vec<&str> = target.dynamic.iter().map(|(n, _)| n.as_str()).collect();
                let dir = partition_path(&names, entry.key());
                let location = self.staging.new_file(&dir, extension(target));
                let schema = Arc::clone(&self.schema);
                Ok(entry.insert(FileWriter::new(&self.stores, location, target, schema)?))
            }
        }
    }
}

fn extension(target: &Target) -> &'static str {
    match &target.format {
        WriteFormat::Text(_, _, codec) => codec.map_or("", |codec| codec.extension()),
        WriteFormat::Parquet => ".parquet",
        WriteFormat::Orc => ".orc",
    }
}

/// A partition value as the metastore keeps it: NULL and the empty string are `__HIVE_DEFAULT_PARTITION__`.
fn partition_value(array: &ArrayRef, row: usize, ty: &HiveType, zone: chrono_tz::Tz) -> String {
    if array.is_null(row) {
        return DEFAULT_PARTITION.to_owned();
    }
    // A char is kept without its padding.
    let plain = if ty.is_string() {
        &HiveType::String
    } else {
        ty
    };
    let text = cell_to_string(array, row, plain, zone);
    if text.is_empty() {
        DEFAULT_PARTITION.to_owned()
    } else {
        text
    }
}
