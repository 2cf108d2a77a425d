//! A Hive table as a DataFusion table provider.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::datatypes::{Schema, SchemaRef};
use async_trait::async_trait;
use chrono_tz::Tz;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::stats::Precision;
use datafusion::common::{Statistics, not_impl_err};
use datafusion::config::TableParquetOptions;
use datafusion::datasource::TableType;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::object_store::ObjectStoreUrl;
use datafusion::datasource::physical_plan::{
    FileGroup, FileScanConfigBuilder, FileSource, ParquetSource,
};
use datafusion::datasource::source::DataSourceExec;
use datafusion::datasource::table_schema::TableSchema;
use datafusion::error::Result;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown};
use datafusion::physical_expr_adapter::PhysicalExprAdapterFactory;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::empty::EmptyExec;
use datafusion::physical_plan::union::UnionExec;
use skep_hiveql::types::HiveType;
use skep_metastore::{FileFormat, Metastore, Partition, Table, TableKind};
use skep_serde::access_log::REJECTED_FIELD;
use skep_serde::charset::Charset;
use skep_serde::format::RowFormat;
use skep_serde::lines::DEFAULT_MAX_LINE;
use skep_serde::types::arrow_field;
use skep_storage::{Location, Stores};

use super::listing::{Directory, Listings, Named, external};
use super::orc::OrcFormat;
use super::parquet::Conforming;
use super::parquet_reader::Readers;
use super::source::{HiveSource, SourceFormat};
use super::text::TextFormat;
use super::{BLOCK_OFFSET, FILE_NAME, prune, tells_rejects};
use crate::joins::TableSize;
use crate::statistics;

/// A table whose rows are read from its files.
///
/// Its schema is the table's columns, of access logs [`REJECTED_FIELD`], [`BLOCK_OFFSET`], the partition keys, and [`FILE_NAME`].
#[derive(Debug)]
pub struct HiveTable {
    table: Table,
    /// Only these, where given; else the metastore is asked.
    partitions: Option<Vec<Partition>>,
    metastore: Arc<dyn Metastore>,
    stores: Arc<Stores>,
    zone: Tz,
    schema: TableSchema,
    /// Kept as long as this: a statement.
    listings: Listings,
    /// The longest line that is accepted, in bytes.
    max_line: usize,
}

/// How the files of a directory are read.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Reading {
    format: FileFormat,
    serde: String,
    properties: BTreeMap<String, String>,
}

/// Directories of one store that are read in the same way.
#[derive(Debug)]
struct Part {
    reading: Reading,
    store: Location,
    directories: Vec<Directory>,
    /// What ANALYZE has noted of each directory, where it has.
    statistics: Vec<BTreeMap<String, String>>,
}

impl HiveTable {
    /// The table as the metastore describes it; `zone` is the session's.
    pub fn new(
        table: Table,
        metastore: Arc<dyn Metastore>,
        stores: Arc<Stores>,
        zone: Tz,
    ) -> HiveTable {
        let mut columns: Vec<_> = file_columns(&table)
            .map(|(name, ty)| arrow_field(name, ty))
            .collect();
        columns.push(arrow_field(BLOCK_OFFSET, &HiveType::BigInt));
        let keys = table
            .partition_keys
            .iter()
            .map(|key| arrow_field(&key.name, &key.ty));
        let keys = keys.chain([arrow_field(FILE_NAME, &HiveType::String)]);
        let schema = TableSchema::builder(Arc::new(Schema::new(columns)))
            .with_table_partition_cols(keys.map(Arc::new).collect::<Vec<_>>())
            .build();
        HiveTable {
            table,
            partitions: None,
            metastore,
            stores,
            zone,
            schema,
            listings: Listings::default(),
            max_line: DEFAULT_MAX_LINE,
        }
    }

    /// Reads only these partitions.
    pub fn with_partitions(mut self, partitions: Vec<Partition>) -> HiveTable {
        self.partitions = Some(partitions);
        self
    }

    /// Reads only these files of these directories, without listing them.
    pub(crate) fn with_files(mut self, directories: Vec<(Location, Vec<Named>)>) -> HiveTable {
        self.listings = Listings::of(directories);
        self
    }

    /// Accepts lines of up to so many bytes.
    pub fn with_max_line(mut self, bytes: usize) -> HiveTable {
        self.max_line = bytes;
        self
    }

    /// What the metastore says of the table.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// The directories that a query with these filters reads.
    async fn parts(&self, state: &dyn Session, filters: &[Expr]) -> Result<Vec<Part>> {
        let table = &self.table;
        let mut parts: Vec<Part> = Vec::new();
        if table.partition_keys.is_empty() {
            let may_be_missing = table.kind == TableKind::Managed;
            self.add(
                &mut parts,
                self.reading(None),
                (&table.location, &table.properties),
                Vec::new(),
                may_be_missing,
            )?;
            return Ok(parts);
        }
        let filters: Vec<Expr> = filters
            .iter()
            .filter(|filter| prune::is_partition_filter(filter, table))
            .cloned()
            .collect();
        let partitions = match &self.partitions {
            Some(partitions) => partitions.clone(),
            None => {
                let predicates = prune::predicates(&filters, table);
                let found =
                    self.metastore
                        .partitions_matching(&table.database, &table.name, &predicates);
                found.await.map_err(external)?
            }
        };
        for typed in prune::prune(state, table, partitions, &filters, self.zone)? {
            let reading = self.reading(Some(&typed.partition));
            self.add(
                &mut parts,
                reading,
                (&typed.partition.location, &typed.partition.properties),
                typed.values,
                true,
            )?;
        }
        Ok(parts)
    }

    fn add(
        &self,
        parts: &mut Vec<Part>,
        reading: Reading,
        (location, properties): (&str, &BTreeMap<String, String>),
        values: Vec<datafusion::common::ScalarValue>,
        may_be_missing: bool,
    ) -> Result<()> {
        let location = self.stores.location(location).map_err(external)?;
        let directory = Directory {
            location: location.clone(),
            values,
            may_be_missing,
        };
        let known = parts.iter_mut().rev().find(|part| {
            let store = (part.store.scheme(), part.store.bucket());
            store == (location.scheme(), location.bucket()) && part.reading == reading
        });
        let counted = properties.contains_key("numRows");
        let statistics = counted.then(|| properties.clone());
        match known {
            Some(part) => {
                part.directories.push(directory);
                part.statistics.extend(statistics);
            }
            None => parts.push(Part {
                reading,
                store: location,
                directories: vec![directory],
                statistics: statistics.into_iter().collect(),
            }),
        }
        Ok(())
    }

    /// How a partition's files are read: as the table's, where it doesn't say otherwise.
    fn reading(&self, partition: Option<&Partition>) -> Reading {
        let table = &self.table;
        let format = partition
            .and_then(|p| p.format.as_ref())
            .unwrap_or(&table.format);
        let serde = partition
            .and_then(|p| p.serde.as_ref())
            .unwrap_or(&table.serde);
        let own = partition.and_then(|p| p.serde_properties.as_ref());
        let mut properties = table.properties.clone();
        let serde_properties = own.unwrap_or(&table.serde_properties);
        properties.extend(serde_properties.iter().map(|(k, v)| (k.clone(), v.clone())));
        // A format's own SerDe may be left out.
        let json = *format == FileFormat::JsonFile && serde.is_empty();
        Reading {
            format: format.clone(),
            serde: if json {
                "JsonSerDe".into()
            } else {
                serde.clone()
            },
            properties,
        }
    }

    /// The file source for a part, given its files.
    fn source(&self, part: &Part, parallel: bool) -> Result<Arc<dyn FileSource>> {
        let columns = self.named_types();
        let reading = &part.reading;
        let root = part.store.clone();
        match &reading.format {
            FileFormat::Parquet => {
                let mut options = TableParquetOptions::default();
                options.global.coerce_int96 = Some("us".into());
                let readers = Readers {
                    store: self.stores.object_store(&root).map_err(external)?,
                    root,
                };
                let source = ParquetSource::new(self.schema.clone())
                    .with_table_parquet_options(options)
                    .with_parquet_file_reader_factory(Arc::new(readers));
                Ok(Arc::new(source))
            }
            FileFormat::Orc => {
                let format = SourceFormat::Orc(OrcFormat { columns });
                Ok(Arc::new(HiveSource::new(
                    format,
                    root,
                    parallel,
                    self.schema.clone(),
                )))
            }
            format if is_text(format) => {
                let rows =
                    RowFormat::of_serde(&reading.serde, &reading.properties).map_err(external)?;
                let lines = |key: &str| {
                    let count = reading.properties.get(key);
                    count
                        .and_then(|count| count.trim().parse().ok())
                        .unwrap_or(0)
                };
                let (header, footer) = (
                    lines("skip.header.line.count"),
                    lines("skip.footer.line.count"),
                );
                if let Some(delimiter) = reading.properties.get(RECORD_DELIMITER)
                    && delimiter != "\n"
                {
                    return not_impl_err!(
                        "table `{}.{}` has `{RECORD_DELIMITER}` = {delimiter:?}, which is not supported: lines end with LF, CR or CRLF",
                        self.table.database,
                        self.table.name
                    );
                }
                let charset = Charset::from_properties(&reading.properties);
                let format = SourceFormat::Text(TextFormat {
                    charset: charset.map_err(external)?,
                    rows,
                    columns,
                    header,
                    footer,
                    max_line: self.max_line,
                    zone: self.zone,
                });
                Ok(Arc::new(HiveSource::new(
                    format,
                    root,
                    parallel,
                    self.schema.clone(),
                )))
            }
            format => not_impl_err!(
                "table `{}.{}` is stored as {format:?}, which can't be read; text, Parquet and ORC can",
                self.table.database,
                self.table.name
            ),
        }
    }

    /// What converts a Parquet file's columns to the table's.
    fn conforming(&self) -> Arc<dyn PhysicalExprAdapterFactory> {
        Arc::new(Conforming {
            columns: Arc::new(self.named_types()),
        })
    }

    fn named_types(&self) -> Vec<(String, HiveType)> {
        file_columns(&self.table)
            .map(|(name, ty)| (name.to_owned(), ty.clone()))
            .collect()
    }

    fn statistics_of(&self, part: &Part, bytes: u64) -> Statistics {
        let rows = format!("{:.0}", self.rows_of(part, bytes)).parse();
        let bytes = usize::try_from(bytes).unwrap_or(usize::MAX);
        Statistics {
            num_rows: Precision::Inexact(rows.unwrap_or(usize::MAX)),
            total_byte_size: Precision::Inexact(bytes.saturating_mul(packed(part))),
            ..Statistics::new_unknown(self.schema.table_schema())
        }
    }

    /// How many rows files of so many bytes hold: as many in a byte as when ANALYZE counted, else by the columns' types.
    #[expect(clippy::cast_precision_loss, reason = "an estimate")]
    fn rows_of(&self, part: &Part, bytes: u64) -> f64 {
        let counted = |key: &str| -> Option<f64> {
            let counts = part.statistics.iter();
            counts.map(|known| statistics::count(known, key)).sum()
        };
        let known = (part.statistics.len() == part.directories.len())
            .then(|| counted("numRows").zip(counted("totalSize")))
            .flatten();
        if let Some((rows, size)) = known.filter(|(_, size)| *size > 0.0) {
            return rows * bytes as f64 / size;
        }
        let columns = self.table.columns.iter();
        let row: usize = columns.map(|column| width(&column.ty)).sum();
        (bytes as f64) * (packed(part) as f64) / (row.max(1) as f64) + 1.0
    }

    /// How many rows a query with these filters meets, and what ANALYZE knows of its columns.
    pub(crate) async fn size(&self, state: &dyn Session, filters: &[Expr]) -> Result<TableSize> {
        let mut rows = 0.0;
        let parts = self.parts(state, filters).await?;
        for part in &parts {
            let files = self.listings.files(&self.stores, &part.directories).await?;
            let bytes = files.iter().map(|file| file.object_meta.size).sum();
            rows += self.rows_of(part, bytes);
        }
        let counted = |part: &Part| part.statistics.len() == part.directories.len();
        let all = parts.iter().filter(|_| parts.iter().all(counted));
        let known: Vec<_> = all.flat_map(|part| &part.statistics).collect();
        let columns = self.table.columns.iter().map(|c| (c.name.as_str(), &c.ty));
        Ok(TableSize {
            rows,
            columns: statistics::sizes(&known, columns),
        })
    }

    async fn plan(
        &self,
        state: &dyn Session,
        part: Part,
        projection: Option<&Vec<usize>>,
        limit: Option<usize>,
    ) -> Result<Option<Arc<dyn ExecutionPlan>>> {
        let files = self.listings.files(&self.stores, &part.directories).await?;
        // A few rows are found fastest, and with the least reading, from front to back.
        let parallel = limit.is_none_or(|rows| rows > SEQUENTIAL_ROWS);
        let source = self.source(&part, parallel)?;
        if files.is_empty() {
            return Ok(None);
        }
        let url = part.store.store_url().map_err(external)?;
        let store = self.stores.object_store(&part.store).map_err(external)?;
        state.runtime_env().register_object_store(&url, store);
        let targets = if parallel {
            state.config().target_partitions()
        } else {
            1
        };
        let bytes = files.iter().map(|file| file.object_meta.size).sum();
        let parquet = part.reading.format == FileFormat::Parquet;
        let adapter = parquet.then(|| self.conforming());
        let config = FileScanConfigBuilder::new(ObjectStoreUrl::parse(url.as_str())?, source)
            .with_expr_adapter(adapter)
            .with_file_groups(group(files, bytes, targets))
            .with_statistics(self.statistics_of(&part, bytes))
            .with_projection_indices(projection.cloned())?
            .with_limit(limit)
            .build();
        Ok(Some(DataSourceExec::from_data_source(config)))
    }
}

/// What is read of a table's files: its columns, and the virtual one that decoders fill.
fn file_columns(table: &Table) -> impl Iterator<Item = (&str, &HiveType)> {
    let own = table
        .columns
        .iter()
        .map(|column| (column.name.as_str(), &column.ty));
    own.chain(tells_rejects(table).then_some((REJECTED_FIELD, &HiveType::String)))
}

/// How much larger a part's rows are than its files: packed formats hold about three times their size.
fn packed(part: &Part) -> usize {
    if is_text(&part.reading.format) { 1 } else { 3 }
}

/// Hadoop's name of the property that says what lines end with.
const RECORD_DELIMITER: &str = "textinputformat.record.delimiter";

/// A guess at how many bytes of text a value takes, its delimiter included.
fn width(ty: &HiveType) -> usize {
    match ty {
        HiveType::Boolean | HiveType::TinyInt | HiveType::SmallInt => 5,
        HiveType::Timestamp | HiveType::TimestampLocalTz => 20,
        HiveType::Date => 11,
        HiveType::Array(_) | HiveType::Map(..) | HiveType::Struct(_) | HiveType::Union(_) => 40,
        _ => 10,
    }
}

/// True of formats whose files are lines.
fn is_text(format: &FileFormat) -> bool {
    match format {
        FileFormat::TextFile | FileFormat::JsonFile => true,
        FileFormat::Other(class) => class.ends_with("TextInputFormat"),
        _ => false,
    }
}

/// With a LIMIT up to this, files are read one after the other.
const SEQUENTIAL_ROWS: usize = 100_000;

/// No more partitions than one for this many bytes: a small table isn't worth several tasks.
const GROUP: u64 = 1 << 20;

/// Spreads files over partitions, by size, in order.
fn group(files: Vec<PartitionedFile>, bytes: u64, target_partitions: usize) -> Vec<FileGroup> {
    let wanted = (bytes / GROUP).clamp(1, target_partitions.max(1) as u64);
    let share = bytes.div_ceil(wanted).max(1);
    let mut groups: Vec<Vec<PartitionedFile>> = Vec::new();
    let mut filled = 0;
    for file in files {
        let place = usize::try_from(filled / share).unwrap_or(0);
        filled += file.object_meta.size;
        while groups.len() <= place {
            groups.push(Vec::new());
        }
        if let Some(group) = groups.get_mut(place) {
            group.push(file);
        }
    }
    groups
        .into_iter()
        .filter(|group| !group.is_empty())
        .map(FileGroup::new)
        .collect()
}

#[async_trait]
impl TableProvider for HiveTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(self.schema.table_schema())
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(
        &self,
        filters: &[&Expr],
    ) -> Result<Vec<TableProviderFilterPushDown>> {
        let verdict = |filter: &&Expr| match prune::is_partition_filter(filter, &self.table) {
            true => TableProviderFilterPushDown::Exact,
            false => TableProviderFilterPushDown::Unsupported,
        };
        Ok(filters.iter().map(verdict).collect())
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let mut plans = Vec::new();
        for part in self.parts(state, filters).await? {
            plans.extend(self.plan(state, part, projection, limit).await?);
        }
        if plans.is_empty() {
            let schema = match projection {
                Some(columns) => Arc::new(self.schema().project(columns)?),
                None => self.schema(),
            };
            return Ok(Arc::new(EmptyExec::new(schema)));
        }
        if plans.len() == 1 {
            return Ok(plans.swap_remove(0));
        }
        UnionExec::try_new(plans)
    }
}
