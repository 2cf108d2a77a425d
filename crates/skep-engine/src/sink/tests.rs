//! Queries written to files, and read back.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::sync::Arc;

use arrow::array::{
    ArrayRef, Int32Array, IntervalYearMonthArray, StringViewArray, TimestampMicrosecondArray,
};
use arrow::datatypes::Schema;
use arrow::record_batch::RecordBatch;
use chrono_tz::Tz;
use datafusion::catalog::TableProvider;
use datafusion::datasource::MemTable;
use datafusion::error::Result;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::prelude::SessionContext;
use skep_hiveql::types::HiveType;
use skep_metastore::{Column, FileFormat, Metastore, Partition, SqliteMetastore, Table, TableKind};
use skep_serde::charset::Charset;
use skep_serde::delimited::DelimitedOptions;
use skep_serde::display::cell_to_string;
use skep_serde::format::RowFormat;
use skep_serde::json::JsonOptions;
use skep_serde::types::arrow_field;
use skep_storage::{Environment, Stores};

use super::{Target, TextCodec, WriteFormat, WriteReport, write_query};
use crate::scan::HiveTable;

type Columns = Vec<(String, HiveType)>;

fn named(columns: &[(&str, HiveType)]) -> Columns {
    columns
        .iter()
        .map(|(name, ty)| ((*name).to_owned(), ty.clone()))
        .collect()
}

async fn plan(columns: &Columns, partitions: Vec<Vec<ArrayRef>>) -> Arc<dyn ExecutionPlan> {
    let fields: Vec<_> = columns
        .iter()
        .map(|(name, ty)| arrow_field(name, ty))
        .collect();
    let schema = Arc::new(Schema::new(fields));
    let batch = |arrays| vec![RecordBatch::try_new(Arc::clone(&schema), arrays).unwrap()];
    let table = MemTable::try_new(
        Arc::clone(&schema),
        partitions.into_iter().map(batch).collect(),
    );
    let context = SessionContext::new();
    table
        .unwrap()
        .scan(&context.state(), None, &[], None)
        .await
        .unwrap()
}

struct Place {
    dir: tempfile::TempDir,
    stores: Arc<Stores>,
}

impl Place {
    fn new() -> Place {
        let dir = tempfile::tempdir().unwrap();
        let none: [(&str, &str); 0] = [];
        let stores = Arc::new(Stores::new(Environment::new(none, dir.path())));
        Place { dir, stores }
    }

    fn target(&self, columns: Columns, format: WriteFormat) -> Target {
        Target {
            location: self
                .stores
                .location(&self.dir.path().join("t").to_string_lossy())
                .unwrap(),
            columns,
            dynamic: Vec::new(),
            format,
            overwrite: false,
            max_partitions: 10,
            zone: Tz::UTC,
        }
    }

    async fn write(&self, target: Target, partitions: Vec<Vec<ArrayRef>>) -> Result<WriteReport> {
        let columns = target
            .columns
            .iter()
            .chain(&target.dynamic)
            .cloned()
            .collect();
        let plan = plan(&columns, partitions).await;
        let task = SessionContext::new().task_ctx();
        write_query(plan, task, &self.stores, target, Arc::new(|_| {})).await
    }

    /// What a table of these columns reads back, sorted.
    async fn read(
        &self,
        format: FileFormat,
        columns: Columns,
        partitions: Vec<Partition>,
        keys: Columns,
    ) -> Vec<String> {
        let table = Table {
            database: "default".into(),
            name: "t".into(),
            kind: TableKind::External,
            columns: columns
                .iter()
                .map(|(name, ty)| Column::new(name, ty.clone()))
                .collect(),
            partition_keys: keys
                .iter()
                .map(|(name, ty)| Column::new(name, ty.clone()))
                .collect(),
            location: self.dir.path().join("t").to_string_lossy().into_owned(),
            format,
            ..Table::default()
        };
        let metastore: Arc<dyn Metastore> =
            Arc::new(SqliteMetastore::new(self.dir.path(), "/nowhere"));
        let provider = HiveTable::new(table, metastore, Arc::clone(&self.stores), Tz::UTC);
        let provider = Arc::new(provider.with_partitions(partitions));
        let types: Columns = columns.into_iter().chain(keys).collect();
        let names: Vec<_> = types
            .iter()
            .map(|(n, _)| datafusion::prelude::ident(n))
            .collect();
        let frame = SessionContext::new()
            .read_table(provider)
            .unwrap()
            .select(names)
            .unwrap();
        let mut rows = Vec::new();
        for batch in frame.collect().await.unwrap() {
            for row in 0..batch.num_rows() {
                let cells = batch.columns().iter().zip(&types);
                let cells: Vec<_> = cells
                    .map(|(a, (_, ty))| cell_to_string(a, row, ty, Tz::UTC))
                    .collect();
                rows.push(cells.join("\t"));
            }
        }
        rows.sort();
        rows
    }
}

fn ints(values: &[i32]) -> ArrayRef {
    Arc::new(Int32Array::from(values.to_vec()))
}

fn words(values: &[Option<&str>]) -> ArrayRef {
    Arc::new(StringViewArray::from(values.to_vec()))
}

fn text() -> WriteFormat {
    WriteFormat::Text(
        RowFormat::Delimited(DelimitedOptions::default()),
        Charset::Utf8,
        None,
    )
}

#[tokio::test]
async fn rows_are_added_and_replaced() {
    let place = Place::new();
    let columns = named(&[("n", HiveType::Int), ("w", HiveType::String)]);
    let target = place.target(columns.clone(), text());
    let batch = |n, w| vec![ints(&[n]), words(&[w])];
    let partitions = vec![batch(1, Some("a")), batch(2, None)];
    let report = place.write(target.clone(), partitions).await.unwrap();
    assert_eq!((report.rows, report.bytes, report.files.len()), (2, 9, 2));
    place
        .write(target.clone(), vec![batch(3, Some("c"))])
        .await
        .unwrap();
    let read = || place.read(FileFormat::TextFile, columns.clone(), vec![], vec![]);
    assert_eq!(read().await, ["1\ta", "2\tNULL", "3\tc"]);
    let target = Target {
        overwrite: true,
        ..target
    };
    place
        .write(target.clone(), vec![batch(4, Some("d"))])
        .await
        .unwrap();
    assert_eq!(read().await, ["4\td"]);
    let none = vec![ints(&[]), words(&[])];
    place.write(target, vec![none]).await.unwrap();
    assert_eq!(read().await, [""; 0]);
}

#[tokio::test]
async fn every_format_is_read_again() {
    let columns = named(&[
        ("n", HiveType::Int),
        ("w", HiveType::String),
        ("t", HiveType::Timestamp),
    ]);
    let gzip = WriteFormat::Text(
        RowFormat::Delimited(DelimitedOptions::default()),
        Charset::Utf8,
        Some(TextCodec::Gzip),
    );
    let zstd = WriteFormat::Text(
        RowFormat::Delimited(DelimitedOptions::default()),
        Charset::Utf8,
        Some(TextCodec::Zstd),
    );
    let bzip2 = WriteFormat::Text(
        RowFormat::Delimited(DelimitedOptions::default()),
        Charset::Utf8,
        Some(TextCodec::Bzip2),
    );
    let deflate = WriteFormat::Text(
        RowFormat::Delimited(DelimitedOptions::default()),
        Charset::Utf8,
        Some(TextCodec::Deflate),
    );
    for (written, read) in [
        (text(), FileFormat::TextFile),
        (gzip, FileFormat::TextFile),
        (zstd, FileFormat::TextFile),
        (bzip2, FileFormat::TextFile),
        (deflate, FileFormat::TextFile),
        (
            WriteFormat::Text(RowFormat::Json(JsonOptions::default()), Charset::Utf8, None),
            FileFormat::JsonFile,
        ),
        (WriteFormat::Parquet, FileFormat::Parquet),
        (WriteFormat::Orc, FileFormat::Orc),
    ] {
        let place = Place::new();
        let target = place.target(columns.clone(), written);
        let times: ArrayRef =
            Arc::new(TimestampMicrosecondArray::from(vec![Some(1_500_000), None]));
        let batch = vec![
            ints(&[1, 2]),
            words(&[Some("a longer text than inline"), None]),
            times,
        ];
        place.write(target, vec![batch]).await.unwrap();
        let rows = place
            .read(read.clone(), columns.clone(), vec![], vec![])
            .await;
        let expected = [
            "1\ta longer text than inline\t1970-01-01 00:00:01.5",
            "2\tNULL\tNULL",
        ];
        assert_eq!(rows, expected, "{read:?}");
        // Missing columns are NULL.
        let more = named(&[("n", HiveType::BigInt), ("x", HiveType::String)]);
        if read != FileFormat::TextFile {
            let rows = place.read(read.clone(), more, vec![], vec![]).await;
            assert_eq!(rows, ["1\tNULL", "2\tNULL"], "{read:?}");
        }
    }
}

#[tokio::test]
async fn dynamic_partitions() {
    let place = Place::new();
    let columns = named(&[("n", HiveType::Int)]);
    let keys = named(&[("day", HiveType::String)]);
    let mut target = place.target(columns.clone(), text());
    target.dynamic = keys.clone();
    let batch = vec![
        ints(&[1, 2, 3, 4]),
        words(&[Some("a/b"), None, Some("a/b"), Some("")]),
    ];
    let report = place.write(target.clone(), vec![batch]).await.unwrap();
    let paths: Vec<_> = report
        .partitions
        .iter()
        .map(|p| (p.path.as_str(), p.rows))
        .collect();
    assert_eq!(
        paths,
        [("day=__HIVE_DEFAULT_PARTITION__", 2), ("day=a%2Fb", 2)]
    );
    let partition = |p: &super::WrittenPartition| {
        Partition::new(p.values.clone(), target.location.join(&p.path).to_string())
    };
    let partitions: Vec<_> = report.partitions.iter().map(partition).collect();
    let read = || {
        place.read(
            FileFormat::TextFile,
            columns.clone(),
            partitions.clone(),
            keys.clone(),
        )
    };
    assert_eq!(
        read().await,
        [
            "1\ta/b",
            "2\t__HIVE_DEFAULT_PARTITION__",
            "3\ta/b",
            "4\t__HIVE_DEFAULT_PARTITION__"
        ]
    );
    // Only partitions that get rows are replaced.
    let overwrite = Target {
        overwrite: true,
        ..target.clone()
    };
    place
        .write(overwrite, vec![vec![ints(&[9]), words(&[Some("a/b")])]])
        .await
        .unwrap();
    assert_eq!(
        read().await,
        [
            "2\t__HIVE_DEFAULT_PARTITION__",
            "4\t__HIVE_DEFAULT_PARTITION__",
            "9\ta/b"
        ]
    );
    let few = Target {
        max_partitions: 1,
        ..target.clone()
    };
    let batch = vec![ints(&[1, 2]), words(&[Some("x"), Some("y")])];
    let error = place.write(few, vec![batch]).await.unwrap_err();
    assert!(
        error.to_string().contains("more than 1 partitions"),
        "{error}"
    );
    assert!(!place.dir.path().join("t/day=x").exists());
}

#[tokio::test]
async fn orc_refuses_what_it_cannot_write() {
    let place = Place::new();
    let month = named(&[("m", HiveType::IntervalYearMonth)]);
    let target = place.target(month, WriteFormat::Orc);
    let array = IntervalYearMonthArray::from(vec![1]);
    let error = place
        .write(target, vec![vec![Arc::new(array)]])
        .await
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("column `m` is of type interval_year_month"),
        "{error}"
    );
}
