//! A Parquet file that several connections write: each encodes row groups of its own, which are put into the file one after the other.

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::{ArrayRef, StringBuilder};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use parquet::arrow::ArrowSchemaConverter;
use parquet::arrow::arrow_writer::{ArrowColumnWriter, ArrowRowGroupWriterFactory, compute_leaves};
use parquet::basic::{GzipLevel, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use serde_json::{Map, Value};

use super::column::Gather;
use super::{EXACT, Kept};
use crate::dump::block::unpack;
use crate::dump::data_file::{DataWriter, Finished, RowWriter, hexadecimal};
use crate::dump::{Column, Compression, DumpError, Result};

/// Rows that are encoded at a time, and the bytes that are enough for less.
const BATCH_ROWS: usize = 2048;
const BATCH_BYTES: usize = 512 << 10;
/// A row group ends when its encoded columns take so much memory; that of all connections.
const GROUP_BYTES: usize = 6 << 20;
/// A page, and the dictionary of a column in a row group: less than the usual megabyte, which each column holds in memory.
const PAGE_BYTES: usize = 256 << 10;

/// A file under way.
pub(crate) struct ParquetFile {
    columns: Vec<Column>,
    schema: SchemaRef,
    /// Of each connection's row group.
    group_bytes: usize,
    groups: ArrowRowGroupWriterFactory,
    /// `None` when it has ended.
    writer: Mutex<Option<SerializedFileWriter<DataWriter>>>,
}

impl ParquetFile {
    /// A file in `dir`, with a hidden name, for so many connections.
    pub(crate) fn create(
        dir: &Path,
        compression: Compression,
        columns: &[Column],
        connections: usize,
    ) -> Result<ParquetFile> {
        if let Some(column) = columns
            .iter()
            .find(|column| column.name.eq_ignore_ascii_case(EXACT))
        {
            return Err(DumpError::usage(format!(
                "the column `{}` has the name under which a Parquet file keeps what no type says",
                column.name
            ))
            .with_hint("dump this table with --format sql"));
        }
        let failed = |error| DumpError::of_io("begin a Parquet file", &of_parquet(error));
        let schema = Arc::new(schema(columns));
        let mut properties = WriterProperties::builder()
            .set_created_by(concat!("skep ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_data_page_size_limit(PAGE_BYTES)
            .set_dictionary_page_size_limit(PAGE_BYTES);
        properties = properties.set_compression(match compression {
            Compression::Zstd => {
                parquet::basic::Compression::ZSTD(ZstdLevel::try_new(3).map_err(failed)?)
            }
            Compression::Gzip => {
                parquet::basic::Compression::GZIP(GzipLevel::try_new(6).map_err(failed)?)
            }
        });
        let root = ArrowSchemaConverter::new()
            .convert(&schema)
            .map_err(failed)?
            .root_schema_ptr();
        let out = DataWriter::create(dir)?;
        let writer =
            SerializedFileWriter::new(out, root, Arc::new(properties.build())).map_err(failed)?;
        Ok(ParquetFile {
            columns: columns.to_vec(),
            groups: ArrowRowGroupWriterFactory::new(&writer, Arc::clone(&schema)),
            schema,
            group_bytes: GROUP_BYTES / connections.max(1),
            writer: Mutex::new(Some(writer)),
        })
    }

    /// What a connection writes to.
    pub(crate) fn rows(file: &Arc<ParquetFile>) -> Result<ParquetRows> {
        let kept = file.columns.iter().map(Kept::of);
        Ok(ParquetRows {
            gathered: kept.map(|kept| Gather::new(&kept)).collect(),
            has_exact: file.schema.fields().len() > file.columns.len(),
            exact: StringBuilder::new(),
            rows: 0,
            bytes: 0,
            group: Vec::new(),
            file: Arc::clone(file),
        })
    }

    /// Ends it, when nobody writes any more.
    pub(crate) fn finish(&self) -> Result<Finished> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let finished = match writer.take() {
            Some(writer) => writer
                .into_inner()
                .map_err(of_parquet)
                .and_then(DataWriter::finish),
            None => Err(io::Error::other("it has ended already")),
        };
        finished.map_err(|error| DumpError::of_io("end a Parquet file", &error))
    }

    /// Appends the columns of a row group.
    fn append(&self, group: Vec<ArrowColumnWriter>) -> io::Result<()> {
        let chunks: Result<Vec<_>, ParquetError> =
            group.into_iter().map(ArrowColumnWriter::close).collect();
        let chunks = chunks.map_err(of_parquet)?;
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(writer) = writer.as_mut() else {
            return Err(io::Error::other("the Parquet file has ended already"));
        };
        let mut group = writer.next_row_group().map_err(of_parquet)?;
        for chunk in chunks {
            chunk.append_to_row_group(&mut group).map_err(of_parquet)?;
        }
        group.close().map(drop).map_err(of_parquet)
    }
}

fn schema(columns: &[Column]) -> Schema {
    let kept: Vec<Kept> = columns.iter().map(Kept::of).collect();
    let mut fields: Vec<Field> = columns
        .iter()
        .zip(&kept)
        .map(|(column, kept)| Field::new(&column.name, kept.arrow(), true))
        .collect();
    if kept.iter().any(Kept::is_partial) {
        fields.push(Field::new(EXACT, DataType::Utf8, true));
    }
    Schema::new(fields)
}

/// A connection's way into the file.
pub(crate) struct ParquetRows {
    file: Arc<ParquetFile>,
    gathered: Vec<Gather>,
    has_exact: bool,
    exact: StringBuilder,
    /// Gathered, and not yet encoded.
    rows: usize,
    bytes: usize,
    /// The columns of the row group at hand; none where there is none.
    group: Vec<ArrowColumnWriter>,
}

impl ParquetRows {
    /// Encodes what was gathered.
    fn encode(&mut self) -> io::Result<()> {
        if self.rows == 0 {
            return Ok(());
        }
        if self.group.is_empty() {
            // The number of a group matters to encryption only.
            self.group = self
                .file
                .groups
                .create_column_writers(0)
                .map_err(of_parquet)?;
        }
        let mut arrays: Vec<ArrayRef> = self.gathered.iter_mut().map(Gather::array).collect();
        if self.has_exact {
            arrays.push(Arc::new(self.exact.finish()));
        }
        let fields = self.file.schema.fields();
        for ((writer, field), array) in self.group.iter_mut().zip(fields).zip(&arrays) {
            for leaf in compute_leaves(field, array).map_err(of_parquet)? {
                writer.write(&leaf).map_err(of_parquet)?;
            }
        }
        (self.rows, self.bytes) = (0, 0);
        let held: usize = self.group.iter().map(ArrowColumnWriter::memory_size).sum();
        match held >= self.file.group_bytes {
            true => self.end_group(),
            false => Ok(()),
        }
    }

    fn end_group(&mut self) -> io::Result<()> {
        match std::mem::take(&mut self.group) {
            none if none.is_empty() => Ok(()),
            group => self.file.append(group),
        }
    }
}

impl RowWriter for ParquetRows {
    fn row(&mut self, mut packed: &[u8]) -> io::Result<()> {
        self.bytes += packed.len();
        let mut odd = Map::new();
        for (gather, column) in self.gathered.iter_mut().zip(&self.file.columns) {
            let value = unpack(&mut packed).flatten();
            if !gather.push(value) {
                let value = exact(value.unwrap_or_default());
                odd.insert(column.name.clone(), value);
            }
        }
        match (odd.is_empty(), self.has_exact) {
            (true, true) => self.exact.append_null(),
            (true, false) => {}
            (false, true) => self.exact.append_value(Value::Object(odd).to_string()),
            (false, false) => {
                return Err(io::Error::other(format!(
                    "the server sent a value of {} that its type doesn't say: dump the table with --format sql",
                    odd.keys().cloned().collect::<Vec<_>>().join(", ")
                )));
            }
        }
        self.rows += 1;
        match self.rows >= BATCH_ROWS || self.bytes >= BATCH_BYTES {
            true => self.encode(),
            false => Ok(()),
        }
    }

    fn finish(mut self: Box<Self>) -> io::Result<Option<Finished>> {
        self.encode()?;
        self.end_group()?;
        Ok(None)
    }
}

/// What the server printed, or, where that is no text, its bytes.
fn exact(value: &[u8]) -> Value {
    match std::str::from_utf8(value) {
        Ok(text) => Value::from(text),
        Err(_) => Value::from(Map::from_iter([(
            "hex".to_owned(),
            Value::from(hexadecimal(value)),
        )])),
    }
}

/// The error of the disk where it is one.
pub(super) fn of_parquet(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(inner) => match inner.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(other) => io::Error::other(other),
        },
        other => io::Error::other(other),
    }
}
