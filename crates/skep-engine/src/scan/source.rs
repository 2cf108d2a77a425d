//! The DataFusion file source of text and ORC files: which columns, and how a file is opened.

use std::fmt;
use std::sync::Arc;

use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::{
    FileGroup, FileOpenFuture, FileOpener, FileScanConfig, FileSource,
};
use datafusion::datasource::projection::{ProjectionOpener, SplitProjection};
use datafusion::datasource::table_schema::TableSchema;
use datafusion::error::Result;
use datafusion::physical_expr::LexOrdering;
use datafusion::physical_expr::projection::ProjectionExprs;
use datafusion::physical_plan::filter_pushdown::{FilterPushdownPropagation, PushedDown};
use datafusion::physical_plan::metrics::{ExecutionPlanMetricsSet, MetricBuilder};
use datafusion::physical_plan::{DisplayFormatType, PhysicalExpr};
use futures::FutureExt;
use object_store::ObjectStore;
use skep_storage::Location;

use super::chunks::{File, Pace};
use super::inflate::{Codec, Seen};
use super::orc::{self, OrcFormat};
use super::pushdown::Pushdown;
use super::split;
use super::text::{self, Batches, TextFormat};

/// The metric that counts the rows that a scan has left out.
pub(crate) const ROWS_FILTERED: &str = "rows_filtered";

/// How the files are read. Plain data, so that it can travel to workers.
#[derive(Debug, Clone)]
pub enum SourceFormat {
    /// Lines.
    Text(TextFormat),
    /// ORC.
    Orc(OrcFormat),
}

/// Hive's text and ORC files, inside a `DataSourceExec`.
#[derive(Debug, Clone)]
pub struct HiveSource {
    format: SourceFormat,
    /// Some location in the store that the files are in: messages name files by it.
    root: Location,
    /// Whether files may be read in parts, and several at a time.
    splittable: bool,
    table_schema: TableSchema,
    projection: SplitProjection,
    pushdown: Pushdown,
    batch_size: usize,
    metrics: ExecutionPlanMetricsSet,
}

impl HiveSource {
    /// A source of files of `table_schema`, all its columns.
    pub fn new(
        format: SourceFormat,
        root: Location,
        splittable: bool,
        table_schema: TableSchema,
    ) -> HiveSource {
        HiveSource {
            format,
            root,
            splittable,
            projection: SplitProjection::unprojected(&table_schema),
            table_schema,
            pushdown: Pushdown::default(),
            batch_size: 8192,
            metrics: ExecutionPlanMetricsSet::new(),
        }
    }
}

impl HiveSource {
    /// Whether a file may be read in parts: of a compressed one nothing can be read from the middle, and of one whose rows may
    /// hold line ends nobody knows there which line begins a row.
    fn can_cut(&self, file: &PartitionedFile) -> bool {
        match self.format {
            SourceFormat::Text(ref text) => {
                text.rows.row_is_line() && matches!(codec(file), Ok(None))
            }
            SourceFormat::Orc(_) => true,
        }
    }
}

impl FileSource for HiveSource {
    fn create_file_opener(
        &self,
        object_store: Arc<dyn ObjectStore>,
        base_config: &FileScanConfig,
        partition: usize,
    ) -> Result<Arc<dyn FileOpener>> {
        // Many lines may have to be read for a few rows that pass a filter.
        let few = base_config.limit.is_some() && self.pushdown.is_empty();
        let pace = Pace::new(self.root.is_local(), base_config.file_groups.len(), few);
        let opener = Arc::new(Opener {
            source: self.clone(),
            store: object_store,
            partition,
            pace,
            limit: base_config.limit,
        });
        ProjectionOpener::try_new(
            self.projection.clone(),
            opener,
            self.table_schema.file_schema(),
        )
    }

    fn table_schema(&self) -> &TableSchema {
        &self.table_schema
    }

    fn with_batch_size(&self, batch_size: usize) -> Arc<dyn FileSource> {
        Arc::new(HiveSource {
            batch_size,
            ..self.clone()
        })
    }

    fn projection(&self) -> Option<&ProjectionExprs> {
        Some(&self.projection.source)
    }

    fn try_pushdown_projection(
        &self,
        projection: &ProjectionExprs,
    ) -> Result<Option<Arc<dyn FileSource>>> {
        let merged = self.projection.source.try_merge(projection)?;
        let projection = SplitProjection::new(self.table_schema.file_schema(), &merged);
        Ok(Some(Arc::new(HiveSource {
            projection,
            ..self.clone()
        })))
    }

    fn try_pushdown_filters(
        &self,
        filters: Vec<Arc<dyn PhysicalExpr>>,
        _: &ConfigOptions,
    ) -> Result<FilterPushdownPropagation<Arc<dyn FileSource>>> {
        let SourceFormat::Text(format) = &self.format else {
            let none = vec![PushedDown::No; filters.len()];
            return Ok(FilterPushdownPropagation::with_parent_pushdown_result(none));
        };
        let mut pushdown = self.pushdown.clone();
        let pushed = filters
            .into_iter()
            .map(|filter| pushdown.push(filter, format))
            .collect();
        let source = Arc::new(HiveSource {
            pushdown,
            ..self.clone()
        });
        Ok(
            FilterPushdownPropagation::with_parent_pushdown_result(pushed)
                .with_updated_node(source),
        )
    }

    fn filter(&self) -> Option<Arc<dyn PhysicalExpr>> {
        self.pushdown.predicate()
    }

    fn metrics(&self) -> &ExecutionPlanMetricsSet {
        &self.metrics
    }

    fn file_type(&self) -> &str {
        match self.format {
            SourceFormat::Text(_) => "text",
            SourceFormat::Orc(_) => "orc",
        }
    }

    fn supports_repartitioning(&self) -> bool {
        self.splittable
    }

    fn repartitioned(
        &self,
        target_partitions: usize,
        repartition_file_min_size: usize,
        output_ordering: Option<LexOrdering>,
        config: &FileScanConfig,
    ) -> Result<Option<FileScanConfig>> {
        let files = config.file_groups.iter().flat_map(FileGroup::iter);
        let bytes: u64 = files.map(PartitionedFile::effective_size).sum();
        let too_small = bytes < (repartition_file_min_size as u64).max(1);
        if !self.splittable || output_ordering.is_some() || too_small {
            return Ok(None);
        }
        let mut config = config.clone();
        config.file_groups =
            split::spread(&config.file_groups, target_partitions, |f| self.can_cut(f));
        Ok(Some(config))
    }

    fn reorder_files(&self, files: Vec<PartitionedFile>) -> Vec<PartitionedFile> {
        match self.splittable {
            true => split::order(files, |file| self.can_cut(file)),
            false => files,
        }
    }

    fn fmt_extra(&self, _: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}", self.pushdown)
    }

    fn apply_expressions(
        &self,
        f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        let columns = self.projection.source.iter().map(|column| &column.expr);
        datafusion::physical_plan::apply_expression_roots(self.pushdown.exprs().chain(columns), f)
    }
}

/// How a file is compressed: as was seen in it, else as its name says.
pub(super) fn codec(file: &PartitionedFile) -> Result<Option<Codec>, String> {
    match file.extension::<Seen>() {
        Some(seen) => Ok(seen.0),
        None => Codec::of_name(file.object_meta.location.filename().unwrap_or_default()),
    }
}

struct Opener {
    source: HiveSource,
    store: Arc<dyn ObjectStore>,
    partition: usize,
    pace: Pace,
    limit: Option<usize>,
}

impl FileOpener for Opener {
    fn open(&self, part: PartitionedFile) -> Result<FileOpenFuture> {
        let source = self.source.clone();
        let file = File {
            store: Arc::clone(&self.store),
            location: source.root.with_object_path(&part.object_meta.location),
            path: part.object_meta.location.clone(),
            size: part.object_meta.size,
            bytes_read: MetricBuilder::new(&source.metrics)
                .counter("bytes_scanned", self.partition),
            pace: self.pace.clone(),
        };
        let indices = source.projection.file_indices.clone();
        let schema = Arc::new(source.table_schema.file_schema().project(&indices)?);
        let filtered = MetricBuilder::new(&source.metrics).counter(ROWS_FILTERED, self.partition);
        let limit = self.limit;
        Ok(async move {
            match &source.format {
                SourceFormat::Text(format) => {
                    let batches = Batches {
                        schema,
                        rows: source.batch_size,
                        limit,
                    };
                    let filter = source.pushdown.filter(format, filtered);
                    text::read(format, file, &part, &indices, filter, batches).await
                }
                SourceFormat::Orc(format) => {
                    let rows = limit.map_or(source.batch_size, |n| source.batch_size.min(n.max(1)));
                    orc::read(format, file, &part, &indices, schema, rows).await
                }
            }
        }
        .boxed())
    }
}
