//! One file being written, in any of the formats.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::ArrayRef;
use arrow::compute::cast;
use arrow::datatypes::{Schema, SchemaRef};
use arrow::record_batch::{RecordBatch, RecordBatchOptions};
use bytes::Bytes;
use datafusion::error::{DataFusionError, Result};
use object_store::buffered::BufWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use skep_hiveql::types::HiveType;
use skep_serde::format::Encoder;
use skep_serde::types::arrow_field;
use skep_storage::{Location, StorageError, Stores};
use tokio::io::AsyncWriteExt;

use super::orc::{self, OrcWriter};
use super::squeeze::Squeeze;
use super::{Target, WriteFormat, external, invalid};

/// Bytes are handed to the store when so many have gathered.
const FLUSH: usize = 1 << 20;

/// A Parquet row group ends when its encoded size reaches this, in bytes.
const ROW_GROUP: usize = 64 << 20;

/// Refuses a target whose columns its format can't hold.
pub(super) fn check(target: &Target) -> Result<()> {
    match &target.format {
        WriteFormat::Text(rows, charset, _) => {
            rows.encoder(*charset, &target.columns, target.zone)
                .map_err(invalid)?;
        }
        WriteFormat::Parquet => {
            let refused = |ty: &HiveType| *ty == HiveType::IntervalDayTime;
            refuse(target, "Parquet", refused)?;
        }
        WriteFormat::Orc => refuse(target, "ORC", |ty| !orc::is_writable(ty))?,
    }
    Ok(())
}

fn refuse(target: &Target, format: &str, refused: impl Fn(&HiveType) -> bool) -> Result<()> {
    match target.columns.iter().find(|(_, ty)| refused(ty)) {
        Some((name, ty)) => Err(invalid(format!(
            "column `{name}` is of type {ty}, which can't be written to {format} files; \
             `STORED AS TEXTFILE` can hold it"
        ))),
        None => Ok(()),
    }
}

/// The schema of the batches that a target's files take.
pub(super) fn file_schema(target: &Target) -> SchemaRef {
    let fields = target
        .columns
        .iter()
        .map(|(name, ty)| arrow_field(name, ty));
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

enum Format {
    Text {
        encoder: Encoder,
        squeeze: Squeeze,
        lines: Vec<u8>,
    },
    Parquet {
        writer: parquet::arrow::ArrowWriter<Shared>,
        out: Shared,
    },
    Orc(Box<OrcWriter>),
}

/// A file being written.
pub(super) struct FileWriter {
    location: Location,
    schema: SchemaRef,
    store: BufWriter,
    format: Format,
    pub(super) rows: u64,
    pub(super) bytes: u64,
}

impl FileWriter {
    pub(super) fn new(
        stores: &Stores,
        location: Location,
        target: &Target,
        schema: SchemaRef,
    ) -> Result<FileWriter> {
        let store = stores.object_store(&location).map_err(external)?;
        let path = location.object_path().map_err(external)?;
        let format = match &target.format {
            WriteFormat::Text(rows, charset, codec) => Format::Text {
                encoder: rows
                    .encoder(*charset, &target.columns, target.zone)
                    .map_err(invalid)?,
                squeeze: Squeeze::new(*codec)?,
                lines: Vec::new(),
            },
            WriteFormat::Parquet => {
                let out = Shared::default();
                let properties = WriterProperties::builder()
                    .set_compression(Compression::SNAPPY)
                    .build();
                let (copy, schema) = (out.clone(), Arc::clone(&schema));
                let writer = parquet::arrow::ArrowWriter::try_new(copy, schema, Some(properties))?;
                Format::Parquet { writer, out }
            }
            WriteFormat::Orc => Format::Orc(Box::new(OrcWriter::new(&target.columns)?)),
        };
        let store = BufWriter::new(store, path);
        Ok(FileWriter {
            location,
            schema,
            store,
            format,
            rows: 0,
            bytes: 0,
        })
    }

    /// Writes rows: the target's columns, in order.
    pub(super) async fn write(&mut self, columns: &[ArrayRef], rows: usize) -> Result<()> {
        let columns = columns
            .iter()
            .zip(self.schema.fields())
            .map(
                |(column, field)| match column.data_type() == field.data_type() {
                    true => Ok(Arc::clone(column)),
                    false => cast(column, field.data_type()),
                },
            );
        let columns = columns.collect::<Result<Vec<_>, _>>()?;
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        let schema = Arc::clone(&self.schema);
        let batch = RecordBatch::try_new_with_options(schema, columns, &options)?;
        self.rows += rows as u64;
        let ready = match &mut self.format {
            Format::Text {
                encoder,
                squeeze,
                lines,
            } => {
                encoder.encode(&batch, lines);
                if lines.len() < FLUSH {
                    return Ok(());
                }
                squeeze.write(lines)?;
                lines.clear();
                squeeze.ready()
            }
            Format::Parquet { writer, out } => {
                writer.write(&batch)?;
                if writer.in_progress_size() > ROW_GROUP {
                    writer.flush()?;
                }
                out.take()
            }
            Format::Orc(writer) => writer.write(&batch)?,
        };
        self.put(ready).await
    }

    /// Ends the file.
    pub(super) async fn finish(mut self) -> Result<(u64, u64)> {
        let rest = match self.format {
            Format::Text {
                mut squeeze, lines, ..
            } => {
                squeeze.write(&lines)?;
                squeeze.finish()?
            }
            Format::Parquet { writer, out } => {
                writer.close()?;
                out.take()
            }
            Format::Orc(writer) => writer.finish()?,
        };
        self.bytes += rest.len() as u64;
        let put = self.store.put(Bytes::from(rest)).await;
        put.map_err(|error| store_error(&self.location, &error))?;
        let ended = self.store.shutdown().await;
        ended.map_err(|error| io_error(&self.location, error))?;
        Ok((self.rows, self.bytes))
    }

    async fn put(&mut self, bytes: Vec<u8>) -> Result<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        self.bytes += bytes.len() as u64;
        let put = self.store.put(Bytes::from(bytes)).await;
        put.map_err(|error| store_error(&self.location, &error))
    }
}

fn store_error(location: &Location, error: &object_store::Error) -> DataFusionError {
    external(StorageError::of_store("write", location, error))
}

fn io_error(location: &Location, error: io::Error) -> DataFusionError {
    match error.downcast::<object_store::Error>() {
        Ok(error) => store_error(location, &error),
        Err(error) => external(StorageError::of_io("write", location, &error)),
    }
}

/// A buffer that the format's writer fills and this module empties.
#[derive(Debug, Clone, Default)]
pub(super) struct Shared(Arc<Mutex<Vec<u8>>>);

impl Shared {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
