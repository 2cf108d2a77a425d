//! Scans of real files, against what a plain reader gives and what was listed and read for it.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod access_logs;
mod filters;

use std::fmt;
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono_tz::Tz;
use datafusion::error::Result;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::physical_plan::{ExecutionPlan, collect};
use datafusion::prelude::*;
use futures::stream::BoxStream;
use object_store::path::Path as ObjectPath;
use object_store::*;
use skep_hiveql::types::HiveType;
use skep_metastore::{Column, FileFormat, Metastore, Partition, SqliteMetastore, Table, TableKind};
use skep_serde::display::cell_to_string;
use skep_storage::{Environment, Stores};

use super::HiveTable;

mod bytes;
mod plain;

/// A directory with a metastore, and tables in it.
struct House {
    dir: tempfile::TempDir,
    metastore: Arc<dyn Metastore>,
    stores: Arc<Stores>,
}

impl House {
    fn new() -> House {
        let dir = tempfile::tempdir().unwrap();
        let warehouse = dir.path().join("warehouse").to_string_lossy().into_owned();
        let none: [(&str, &str); 0] = [];
        House {
            metastore: Arc::new(SqliteMetastore::new(dir.path(), warehouse)),
            stores: Arc::new(Stores::new(Environment::new(none, dir.path()))),
            dir,
        }
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.dir.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    fn uri(&self, path: &str) -> String {
        self.dir.path().join(path).to_string_lossy().into_owned()
    }

    fn table(&self, columns: &[(&str, HiveType)]) -> Table {
        Table {
            database: "default".into(),
            name: "t".into(),
            kind: TableKind::External,
            columns: columns
                .iter()
                .map(|(name, ty)| Column::new(*name, ty.clone()))
                .collect(),
            location: self.uri("t"),
            serde_properties: [("field.delim".to_owned(), ",".to_owned())].into(),
            ..Table::default()
        }
    }

    fn provider(&self, table: Table) -> Arc<HiveTable> {
        let (metastore, stores) = (Arc::clone(&self.metastore), Arc::clone(&self.stores));
        Arc::new(HiveTable::new(table, metastore, stores, Tz::UTC))
    }
}

fn context(partitions: usize) -> SessionContext {
    let config = SessionConfig::new()
        .with_target_partitions(partitions)
        .with_repartition_file_min_size(1);
    SessionContext::new_with_config(config)
}

/// The rows of a frame as the CLI prints them, sorted.
async fn rows(frame: DataFrame, types: &[HiveType]) -> Result<Vec<String>> {
    let mut rows = Vec::new();
    for batch in frame.collect().await? {
        for row in 0..batch.num_rows() {
            let cells = batch.columns().iter().zip(types);
            let cells: Vec<_> = cells
                .map(|(a, ty)| cell_to_string(a, row, ty, Tz::UTC))
                .collect();
            rows.push(cells.join("\t"));
        }
    }
    rows.sort();
    Ok(rows)
}

async fn read(
    house: &House,
    table: Table,
    columns: &[&str],
    partitions: usize,
) -> Result<Vec<String>> {
    let known: Vec<_> = table
        .columns
        .iter()
        .chain(&table.partition_keys)
        .cloned()
        .collect();
    let ty = |name: &&str| {
        known
            .iter()
            .find(|c| c.name == *name)
            .map_or(HiveType::BigInt, |c| c.ty.clone())
    };
    let types: Vec<_> = columns.iter().map(ty).collect();
    let quoted: Vec<_> = columns.iter().map(|c| ident(*c)).collect();
    let frame = context(partitions)
        .read_table(house.provider(table))?
        .select(quoted)?;
    rows(frame, &types).await
}

#[tokio::test]
async fn text_files_are_rows() {
    let house = House::new();
    house.write("t/a.txt", b"1,x\n2,y");
    house.write("t/sub/b.txt", b"3,z,more\nbad\n");
    house.write("t/_hidden", b"4,no\n");
    house.write("t/empty", b"");
    let table = house.table(&[("n", HiveType::Int), ("w", HiveType::String)]);
    let found = read(&house, table.clone(), &["n", "w"], 2).await.unwrap();
    assert_eq!(found, ["1\tx", "2\ty", "3\tz", "NULL\tNULL"]);
    assert_eq!(
        read(&house, table.clone(), &["w"], 1).await.unwrap(),
        ["NULL", "x", "y", "z"]
    );
    let offsets = read(
        &house,
        table.clone(),
        &["w", "BLOCK__OFFSET__INSIDE__FILE"],
        1,
    )
    .await;
    assert_eq!(offsets.unwrap(), ["NULL\t9", "x\t0", "y\t4", "z\t0"]);
    let count = context(1)
        .read_table(house.provider(table))
        .unwrap()
        .count()
        .await
        .unwrap();
    assert_eq!(count, 4);
}

#[tokio::test]
async fn a_missing_directory_is_an_error_that_names_it() {
    let house = House::new();
    let table = house.table(&[("n", HiveType::Int)]);
    let error = read(&house, table, &["n"], 1).await.unwrap_err();
    assert!(error.to_string().contains("/t"), "{error}");
}

#[tokio::test]
async fn ranges_of_a_file_hold_each_row_once() {
    let house = House::new();
    let mut text = String::new();
    for i in 0..500 {
        let end = ["\n", "\r\n", "\r"][i % 3];
        text.push_str(&format!("{i},{}{end}", "w".repeat(i % 7)));
    }
    house.write("t/a.txt", text.as_bytes());
    let table = house.table(&[("n", HiveType::Int), ("w", HiveType::String)]);
    let expected = read(&house, table.clone(), &["n", "w"], 1).await.unwrap();
    assert_eq!(expected.len(), 500);
    for partitions in [2, 7, 64] {
        assert_eq!(
            read(&house, table.clone(), &["n", "w"], partitions)
                .await
                .unwrap(),
            expected
        );
    }
    let frame = context(7).read_table(house.provider(table)).unwrap();
    let plan = frame.create_physical_plan().await.unwrap();
    assert_eq!(plan.properties().output_partitioning().partition_count(), 7);
}

#[tokio::test]
async fn compressed_files_by_their_names() {
    let house = House::new();
    let gzip = |text: &[u8]| {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        out.write_all(text).unwrap();
        out.finish().unwrap()
    };
    house.write("t/a.gz", &[gzip(b"1,a\n2"), gzip(b",b\n")].concat());
    let mut bzip2 = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    bzip2.write_all(b"3,c\n").unwrap();
    house.write("t/b.bz2", &bzip2.finish().unwrap());
    let zstd = |text: &[u8]| zstd::encode_all(text, 1).unwrap();
    house.write("t/c.zst", &[zstd(b"4,d\n"), zstd(b"5,e\n")].concat());
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    zlib.write_all(b"6,f").unwrap();
    house.write("t/d.deflate", &zlib.finish().unwrap());
    let table = house.table(&[("n", HiveType::Int), ("w", HiveType::String)]);
    let found = read(&house, table.clone(), &["n", "w"], 3).await.unwrap();
    assert_eq!(found, ["1\ta", "2\tb", "3\tc", "4\td", "5\te", "6\tf"]);

    house.write("t/broken.gz", b"\x1f\x8b\x08 not gzip");
    let error = read(&house, table, &["n"], 1).await.unwrap_err();
    assert!(error.to_string().contains("broken.gz"), "{error}");
}

#[tokio::test]
async fn headers_and_footers_are_no_rows() {
    let house = House::new();
    house.write("t/a.csv", b"n,w\n1,a\n2,b\ntotal 2\n");
    house.write("t/b.csv", b"n,w\n3,c\ntotal 1");
    let mut table = house.table(&[("n", HiveType::Int), ("w", HiveType::String)]);
    table
        .properties
        .insert("skip.header.line.count".into(), "1".into());
    table
        .properties
        .insert("skip.footer.line.count".into(), "1".into());
    assert_eq!(
        read(&house, table, &["n", "w"], 4).await.unwrap(),
        ["1\ta", "2\tb", "3\tc"]
    );
}

async fn partitioned(house: &House) -> Table {
    let mut table = house.table(&[("n", HiveType::Int)]);
    table.partition_keys = vec![
        Column::new("day", HiveType::String),
        Column::new("hour", HiveType::Int),
    ];
    house.metastore.create_table(&table).await.unwrap();
    let mut partitions = Vec::new();
    for (i, (day, hour)) in [("1", "0"), ("1", "7"), ("2", "0")].into_iter().enumerate() {
        let path = format!("t/day={day}/hour={hour}");
        house.write(&format!("{path}/f"), format!("{i}\n").as_bytes());
        partitions.push(Partition::new(
            vec![day.into(), hour.into()],
            house.uri(&path),
        ));
    }
    let null = "__HIVE_DEFAULT_PARTITION__";
    house.write("t/null/f", b"9\n");
    partitions.push(Partition::new(
        vec![null.into(), null.into()],
        house.uri("t/null"),
    ));
    house
        .metastore
        .add_partitions("default", "t", &partitions, false)
        .await
        .unwrap();
    table
}

#[tokio::test]
async fn partition_values_are_columns() {
    let house = House::new();
    let table = partitioned(&house).await;
    let found = read(&house, table, &["hour", "n", "day"], 2).await.unwrap();
    assert_eq!(
        found,
        [
            "0\t0\t1",
            "0\t2\t2",
            "7\t1\t1",
            "NULL\t9\t__HIVE_DEFAULT_PARTITION__"
        ]
    );
}

#[tokio::test]
async fn only_needed_partitions_are_listed() {
    let house = House::new();
    let table = partitioned(&house).await;
    // Reading any other partition would fail.
    std::fs::write(house.dir.path().join("t/day=2/hour=0/f.snappy"), "x").unwrap();
    let provider = house.provider(table);
    let ints = [HiveType::Int];
    let filters = [
        (
            col("day").eq(lit(datafusion::scalar::ScalarValue::Utf8View(Some(
                "1".into(),
            )))),
            vec!["0", "1"],
        ),
        (col("hour").eq(lit(7)), vec!["1"]),
        (
            col("hour").gt(lit(6)).or(col("day").is_null()),
            vec!["1", "9"],
        ),
        (col("hour").gt(lit(100)), vec![]),
    ];
    for (filter, expected) in filters {
        let frame = context(2).read_table(Arc::clone(&provider) as _).unwrap();
        let frame = frame
            .filter(filter.clone())
            .unwrap()
            .select(vec![col("n")])
            .unwrap();
        let plan = frame.clone().create_physical_plan().await.unwrap();
        assert!(!shown(&plan).contains("FilterExec"), "the filter is exact");
        assert_eq!(rows(frame, &ints).await.unwrap(), expected, "{filter}");
    }
    let frame = context(2)
        .read_table(provider as _)
        .unwrap()
        .select(vec![col("n")])
        .unwrap();
    assert!(
        rows(frame, &ints)
            .await
            .unwrap_err()
            .to_string()
            .contains("snappy")
    );
}

fn shown(plan: &Arc<dyn ExecutionPlan>) -> String {
    datafusion::physical_plan::displayable(plan.as_ref())
        .indent(false)
        .to_string()
}

/// A store that counts the bytes it gives.
#[derive(Debug)]
struct Counting {
    inner: Arc<dyn ObjectStore>,
    bytes: AtomicU64,
}

impl fmt::Display for Counting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("counting")
    }
}

#[async_trait::async_trait]
impl ObjectStore for Counting {
    async fn put_opts(
        &self,
        l: &ObjectPath,
        p: PutPayload,
        o: PutOptions,
    ) -> object_store::Result<PutResult> {
        self.inner.put_opts(l, p, o).await
    }
    async fn put_multipart_opts(
        &self,
        l: &ObjectPath,
        o: PutMultipartOptions,
    ) -> object_store::Result<Box<dyn MultipartUpload>> {
        self.inner.put_multipart_opts(l, o).await
    }
    async fn get_opts(&self, l: &ObjectPath, o: GetOptions) -> object_store::Result<GetResult> {
        let got = self.inner.get_opts(l, o).await?;
        self.bytes
            .fetch_add(got.range.end - got.range.start, Ordering::Relaxed);
        Ok(got)
    }
    fn delete_stream(
        &self,
        l: BoxStream<'static, object_store::Result<ObjectPath>>,
    ) -> BoxStream<'static, object_store::Result<ObjectPath>> {
        self.inner.delete_stream(l)
    }
    fn list(&self, p: Option<&ObjectPath>) -> BoxStream<'static, object_store::Result<ObjectMeta>> {
        self.inner.list(p)
    }
    async fn list_with_delimiter(
        &self,
        p: Option<&ObjectPath>,
    ) -> object_store::Result<ListResult> {
        self.inner.list_with_delimiter(p).await
    }
    async fn copy_opts(
        &self,
        a: &ObjectPath,
        b: &ObjectPath,
        o: CopyOptions,
    ) -> object_store::Result<()> {
        self.inner.copy_opts(a, b, o).await
    }
}

#[tokio::test]
async fn a_limit_reads_little() {
    let house = House::new();
    let text = "12345,some words\n".repeat(1_000_000);
    let place = house.stores.location("memory:/t/big").unwrap();
    house.stores.put(&place, text.clone()).await.unwrap();
    let mut table = house.table(&[("n", HiveType::Int), ("w", HiveType::String)]);
    table.location = "memory:/t".into();
    let context = context(4);
    let frame = context
        .read_table(house.provider(table))
        .unwrap()
        .limit(0, Some(5))
        .unwrap();
    let plan = frame.create_physical_plan().await.unwrap();
    // The provider registered the real store; this one takes its place.
    let url = ObjectStoreUrl::parse("memory:///").unwrap();
    let inner = context.runtime_env().object_store(&url).unwrap();
    let counting = Arc::new(Counting {
        inner,
        bytes: AtomicU64::new(0),
    });
    context.register_object_store(url.as_ref(), Arc::clone(&counting) as _);
    let batches = collect(plan, context.task_ctx()).await.unwrap();
    assert_eq!(batches.iter().map(|b| b.num_rows()).sum::<usize>(), 5);
    let bytes = counting.bytes.load(Ordering::Relaxed);
    assert!((1..1_000_000).contains(&bytes), "read {bytes} bytes");

    house.write("t/big", text.as_bytes());
    let table = house.table(&[("n", HiveType::Int), ("w", HiveType::String)]);
    let frame = context.read_table(house.provider(table)).unwrap();
    let frame = frame.limit(0, Some(5)).unwrap();
    let plan = frame.create_physical_plan().await.unwrap();
    let batches = collect(Arc::clone(&plan), context.task_ctx())
        .await
        .unwrap();
    assert_eq!(batches.iter().map(|b| b.num_rows()).sum::<usize>(), 5);
    let bytes = bytes_scanned(&plan);
    assert!((1..1_000_000).contains(&bytes), "read {bytes} bytes");
}

/// What the scans of a plan have read.
fn bytes_scanned(plan: &Arc<dyn ExecutionPlan>) -> usize {
    let own = plan.metrics().and_then(|m| m.sum_by_name("bytes_scanned"));
    let below = plan.children().into_iter().map(bytes_scanned);
    own.map_or(0, |value| value.as_usize()) + below.sum::<usize>()
}

#[tokio::test]
async fn a_line_too_long_is_an_error() {
    let house = House::new();
    let mut text = b"short\n".to_vec();
    text.resize(1_000_006, b'x');
    house.write("t/big", &text);
    let provider = |limit| {
        let table = house.table(&[("w", HiveType::String)]);
        let (metastore, stores) = (Arc::clone(&house.metastore), Arc::clone(&house.stores));
        HiveTable::new(table, metastore, stores, Tz::UTC).with_max_line(limit)
    };
    let frame = |limit| context(1).read_table(Arc::new(provider(limit))).unwrap();
    assert_eq!(frame(1_000_000).count().await.unwrap(), 2);
    let error = frame(999_999).count().await.unwrap_err().to_string();
    assert!(
        error.contains("begins at byte 6") && error.contains("t/big"),
        "{error}"
    );
}

#[tokio::test]
async fn other_formats_are_refused_by_name() {
    let house = House::new();
    house.write("t/a", b"x");
    let mut table = house.table(&[("w", HiveType::String)]);
    table.format = FileFormat::Avro;
    let error = read(&house, table, &["w"], 1)
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("Avro"), "{error}");
}
