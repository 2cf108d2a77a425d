//! Parquet files for DataFusion's reader, with errors that name the file and say what is the matter with it.

use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::parquet::metadata::DFParquetMetadata;
use datafusion::datasource::physical_plan::{ParquetFileMetrics, ParquetFileReaderFactory};
use datafusion::error::{DataFusionError, Result};
use datafusion::physical_plan::metrics::ExecutionPlanMetricsSet;
use futures::FutureExt;
use futures::future::BoxFuture;
use object_store::{ObjectMeta, ObjectStore};
use parquet::arrow::arrow_reader::ArrowReaderOptions;
use parquet::arrow::async_reader::AsyncFileReader;
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;
use skep_storage::{Location, StorageError};

use super::chunks::{File, Pace};

/// Opens the files of one store.
#[derive(Debug)]
pub(super) struct Readers {
    pub(super) store: Arc<dyn ObjectStore>,
    /// Any location in that store.
    pub(super) root: Location,
}

impl ParquetFileReaderFactory for Readers {
    fn create_reader(
        &self,
        partition: usize,
        file: PartitionedFile,
        metadata_bytes: Option<usize>,
        metrics: &ExecutionPlanMetricsSet,
    ) -> Result<Box<dyn AsyncFileReader + Send>> {
        let meta = file.object_meta;
        let metrics = ParquetFileMetrics::new(partition, meta.location.as_ref(), metrics);
        let file = File {
            store: Arc::clone(&self.store),
            location: self.root.with_object_path(&meta.location),
            path: meta.location.clone(),
            size: meta.size,
            bytes_read: metrics.bytes_scanned,
            pace: Pace::new(true, 1, false),
        };
        Ok(Box::new(Reader {
            file,
            meta,
            metadata_bytes,
        }))
    }
}

struct Reader {
    file: File,
    meta: ObjectMeta,
    /// How much of the file's end is read first.
    metadata_bytes: Option<usize>,
}

impl AsyncFileReader for Reader {
    fn get_bytes(&mut self, range: Range<u64>) -> BoxFuture<'_, parquet::errors::Result<Bytes>> {
        self.file
            .read(range)
            .map(|read| read.map_err(outside))
            .boxed()
    }

    fn get_byte_ranges(
        &mut self,
        ranges: Vec<Range<u64>>,
    ) -> BoxFuture<'_, parquet::errors::Result<Vec<Bytes>>> {
        let file = &self.file;
        async move {
            let read = file.store.get_ranges(&file.path, &ranges).await;
            let all = read.map_err(|e| outside(storage(&file.location, &e)))?;
            file.bytes_read.add(all.iter().map(Bytes::len).sum());
            Ok(all)
        }
        .boxed()
    }

    fn get_metadata<'a>(
        &'a mut self,
        options: Option<&'a ArrowReaderOptions>,
    ) -> BoxFuture<'a, parquet::errors::Result<Arc<ParquetMetaData>>> {
        let Reader {
            file,
            meta,
            metadata_bytes,
        } = self;
        async move {
            DFParquetMetadata::new(&file.store, meta)
                .with_metadata_size_hint(*metadata_bytes)
                .with_page_index_policy(options.map(ArrowReaderOptions::column_index_policy))
                .fetch_metadata()
                .await
                .map_err(|error| outside(explain(file, error)))
        }
        .boxed()
    }
}

/// Why the footer could not be read: the store's fault, or the file's.
fn explain(file: &File, error: DataFusionError) -> DataFusionError {
    match error {
        DataFusionError::ObjectStore(error) => storage(&file.location, &error),
        DataFusionError::ParquetError(error) => match *error {
            ParquetError::External(inner) => match inner.downcast::<object_store::Error>() {
                Ok(error) => storage(&file.location, &error),
                Err(inner) => no_parquet(file, &inner.to_string()),
            },
            ParquetError::General(reason) | ParquetError::EOF(reason) => no_parquet(file, &reason),
            other => no_parquet(file, &other.to_string()),
        },
        other => other,
    }
}

fn no_parquet(file: &File, reason: &str) -> DataFusionError {
    file.corrupt(format!("it is no whole Parquet file: {reason}"))
}

fn storage(location: &Location, error: &object_store::Error) -> DataFusionError {
    DataFusionError::External(Box::new(StorageError::of_store("read", location, error)))
}

fn outside(error: DataFusionError) -> ParquetError {
    ParquetError::External(Box::new(error))
}
