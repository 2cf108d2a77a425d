//! ORC files to record batches.

use std::io;
use std::sync::Arc;

use arrow::array::{ArrayRef, new_null_array};
use arrow::datatypes::SchemaRef;
use arrow::record_batch::{RecordBatch, RecordBatchOptions};
use bytes::Bytes;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::error::{DataFusionError, Result};
use futures::FutureExt;
use futures::future::BoxFuture;
use futures::stream::{BoxStream, StreamExt};
use orc_rust::arrow_reader::ArrowReaderBuilder;
use orc_rust::projection::ProjectionMask;
use orc_rust::reader::AsyncChunkReader;
use orc_rust::schema::TimestampPrecision;
use skep_hiveql::types::HiveType;
use skep_serde::types::arrow_type;

use super::chunks::File;
use super::conform::conform;

/// How a table's ORC files are read. Plain data, so that it can travel to workers.
#[derive(Debug, Clone)]
pub struct OrcFormat {
    /// Name and type of each column of the table.
    pub columns: Vec<(String, HiveType)>,
}

impl AsyncChunkReader for File {
    fn len(&mut self) -> BoxFuture<'_, io::Result<u64>> {
        futures::future::ready(Ok(self.size)).boxed()
    }

    fn get_bytes(&mut self, offset: u64, length: u64) -> BoxFuture<'_, io::Result<Bytes>> {
        async move {
            // A column of empty strings has a stream without bytes, which object stores refuse to read.
            if length == 0 {
                return Ok(Bytes::new());
            }
            self.read(offset..offset + length)
                .await
                .map_err(io::Error::other)
        }
        .boxed()
    }
}

/// The rows of an ORC file, or of the stripes that begin in the range that `part` names.
pub(super) async fn read(
    format: &OrcFormat,
    file: File,
    part: &PartitionedFile,
    projection: &[usize],
    schema: SchemaRef,
    batch_rows: usize,
) -> Result<BoxStream<'static, Result<RecordBatch>>> {
    let fail = {
        let file = file.clone();
        move |error: orc_rust::error::OrcError| orc_error(&file, error)
    };
    let mut builder = ArrowReaderBuilder::try_new_async(file.clone())
        .await
        .map_err(&fail)?;
    let root = builder.file_metadata().root_data_type().clone();
    let names: Vec<String> = root
        .children()
        .iter()
        .map(|c| c.name().to_owned())
        .collect();
    // For each projected column its place in the file.
    let places: Vec<Option<usize>> = projection
        .iter()
        .map(|&column| place(format, column, &names))
        .collect();
    let wanted = places
        .iter()
        .flatten()
        .filter_map(|&place| names.get(place));
    let mask = ProjectionMask::named_roots(&root, &wanted.collect::<Vec<_>>());
    builder = builder
        .with_projection(mask)
        .with_batch_size(batch_rows)
        .with_timestamp_precision(TimestampPrecision::Microsecond);
    if let Some(range) = &part.range {
        let byte = |at: i64| usize::try_from(at).unwrap_or(0);
        builder = builder.with_file_byte_range(byte(range.start)..byte(range.end));
    }
    let found: Vec<Option<String>> = places
        .iter()
        .map(|place| place.and_then(|place| names.get(place).cloned()))
        .collect();
    let types: Vec<HiveType> = projection
        .iter()
        .map(|&column| {
            format
                .columns
                .get(column)
                .map_or(HiveType::BigInt, |(_, ty)| ty.clone())
        })
        .collect();
    let batches = builder.build_async();
    Ok(batches
        .map(move |batch| {
            let batch = batch.map_err(|error| no_orc(&file, error))?;
            let columns = found
                .iter()
                .zip(&types)
                .map(|(name, ty)| take(&batch, name, ty));
            let columns = columns.collect::<Result<Vec<ArrayRef>, _>>()?;
            let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
            Ok(RecordBatch::try_new_with_options(
                Arc::clone(&schema),
                columns,
                &options,
            )?)
        })
        .boxed())
}

fn take(
    batch: &RecordBatch,
    name: &Option<String>,
    ty: &HiveType,
) -> Result<ArrayRef, arrow::error::ArrowError> {
    match name.as_ref().and_then(|name| batch.column_by_name(name)) {
        Some(column) => conform(column, ty),
        None => Ok(new_null_array(&arrow_type(ty), batch.num_rows())),
    }
}

/// Where in the file a table's column is: by name, or by position in files that name none (`_col0`).
fn place(format: &OrcFormat, column: usize, names: &[String]) -> Option<usize> {
    let unnamed = names
        .iter()
        .enumerate()
        .all(|(i, name)| *name == format!("_col{i}"));
    if unnamed {
        return (column < names.len()).then_some(column);
    }
    let (wanted, _) = format.columns.get(column)?;
    names
        .iter()
        .position(|name| name.eq_ignore_ascii_case(wanted))
}

/// Storage errors stay what they are; others are about the file's content.
fn orc_error(file: &File, error: orc_rust::error::OrcError) -> DataFusionError {
    match error {
        orc_rust::error::OrcError::IoError { source, .. } => match source.downcast() {
            Ok(error) => error,
            Err(error) => no_orc(file, error),
        },
        error => no_orc(file, error),
    }
}

fn no_orc(file: &File, reason: impl std::fmt::Display) -> DataFusionError {
    file.corrupt(format!("it is no whole ORC file: {reason}"))
}
