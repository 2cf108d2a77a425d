//! Archives of Parquet files: what is restored from them is what was dumped.

use std::fs::File;

use arrow::array::AsArray;
use arrow::datatypes::{DataType, Int64Type};
use arrow::record_batch::RecordBatch;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use skep_database::dump::{Format, Job, Snapshot, VerifyJob, verify};

use crate::setup::{Place, daily, names};

fn parquet(zone: &str) -> Job {
    let mut job = daily(zone);
    job.format = Format::Parquet;
    job
}

fn read(place: &Place, path: &str) -> Vec<RecordBatch> {
    let file = File::open(place.path(path)).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(file)
        .unwrap()
        .build();
    reader.unwrap().map(|batch| batch.unwrap()).collect()
}

#[test]
fn days_are_partitions_and_come_back() {
    let Some(place) = Place::new(&[]) else { return };
    place.sql("create table log (id bigint primary key auto_increment, at datetime not null, host varchar(40), key (at))");
    place.sql("insert into log (at, host) select '2009-12-13' + interval seq * 8640 second, concat('web', seq % 7) from seq_0_to_24");
    place.sql("create table users (id int primary key, name varchar(20)); insert into users values (1, 'ann'), (2, 'bob')");
    let mut job = parquet("UTC");
    job.whole = vec!["users".to_owned()];
    let summary = place.dump(&job);
    assert_eq!((summary.done, summary.rows), (4, 27));
    for day in ["2009-12-13", "2009-12-14", "2009-12-15"] {
        let dir = place.path(&format!("shop/log/day={day}"));
        assert_eq!(names(&dir), [format!("log.{day}.parquet")]);
    }
    assert_eq!(names(&place.path("shop/users")), ["users.parquet"]);
    assert_eq!(names(&place.path("shop/log")), Vec::<String>::new());
    let days = ["2009-12-13.json", "2009-12-14.json", "2009-12-15.json"];
    assert_eq!(names(&place.path("shop/log/_days")), days);
    let batches = read(&place, "shop/log/day=2009-12-14/log.2009-12-14.parquet");
    let ids: Vec<i64> = batches
        .iter()
        .flat_map(|batch| {
            batch
                .column(0)
                .as_primitive::<Int64Type>()
                .values()
                .to_vec()
        })
        .collect();
    assert_eq!(ids, (11..=20).collect::<Vec<i64>>());

    // A day that is done isn't read again; one that has changed is replaced, in the same place.
    assert_eq!(place.dump(&job).rows, 2);
    place.sql("delete from log where id = 15");
    job.redump = true;
    assert_eq!(place.dump(&job).rows, 9 + 2);
    assert_eq!(
        names(&place.path("shop/log/day=2009-12-14")),
        ["log.2009-12-14.parquet"]
    );
    assert_eq!(names(&place.path("shop/log/_days")), days);

    place.server.sql("create database other").unwrap();
    assert_eq!(place.restore("other", |_| {}).rows, 26);
    let sum = |database: &str| {
        let sums = format!("checksum table {database}.log, {database}.users extended");
        place.server.sql(&sums).unwrap().replace(database, "")
    };
    assert_eq!(sum("other"), sum("shop"));
}

#[test]
fn several_connections_write_one_file() {
    let Some(place) = Place::new(&["--log-bin"]) else {
        return;
    };
    place.sql("create table log (id int primary key, at date, t varchar(100), key (at))");
    place.sql("insert into log select seq, '2009-12-14', sha2(seq, 256) from seq_1_to_60000; analyze table log");
    let mut job = parquet("UTC");
    job.chunks = 3;
    job.start = Some("2009-12-14".parse().unwrap());
    job.last = job.start;
    assert_eq!(place.dump(&job).rows, 60_000);
    let dir = place.path("shop/log/day=2009-12-14");
    assert_eq!(names(&dir), ["log.2009-12-14.parquet"]);
    let batches = read(&place, "shop/log/day=2009-12-14/log.2009-12-14.parquet");
    assert_eq!(
        batches.iter().map(RecordBatch::num_rows).sum::<usize>(),
        60_000
    );
    place.server.sql("create database other").unwrap();
    assert_eq!(place.restore("other", |_| {}).rows, 60_000);

    let live = VerifyJob {
        database: "shop".to_owned(),
        ..VerifyJob::default()
    };
    let archive = place.archive();
    let deep = verify(
        &archive,
        &live,
        Some((place.source("shop"), &job)),
        place.watch(),
    );
    let deep = place.block_on(deep).unwrap();
    assert_eq!((deep.failed, deep.changed, deep.done), (vec![], 0, 1));
}

#[test]
fn a_snapshot_that_has_been_open_for_long_is_given_up_between_pieces() {
    let Some(place) = Place::new(&[]) else { return };
    place.sql("create table log (id int primary key, at date, t varchar(10), key (at))");
    place.sql(
        "insert into log select seq, '2009-12-14', seq from seq_1_to_500000; analyze table log",
    );
    let mut job = parquet("UTC");
    job.ceiling = Some(std::time::Duration::ZERO);
    job.start = Some("2009-12-14".parse().unwrap());
    job.last = job.start;
    assert_eq!(place.dump(&job).rows, 500_000);
    let manifest = place.path("shop/log/_days/2009-12-14.json");
    let manifest = skep_database::dump::Manifest::parse(&std::fs::read(manifest).unwrap(), "");
    assert_eq!(manifest.unwrap().snapshot, Snapshot::Chunks);
    place.server.sql("create database other").unwrap();
    assert_eq!(place.restore("other", |_| {}).rows, 500_000);
}

#[test]
fn a_zero_date_is_null_to_queries_and_comes_back() {
    let Some(place) = Place::new(&[]) else { return };
    place.sql("set sql_mode = ''; create table users (id int primary key, born date, seen timestamp(3) null, n bit(3));
        insert into users values (1, '0000-00-00', '0000-00-00 00:00:00', b'101'), (2, '2009-12-00', null, null), (3, '1970-01-02', '1970-01-01 00:00:01.5', 0)");
    let mut job = parquet("UTC");
    job.daily.clear();
    job.whole = vec!["users".to_owned()];
    place.dump(&job);
    let [batch] = read(&place, "shop/users/users.parquet").try_into().unwrap();
    let types: Vec<DataType> = batch
        .schema()
        .fields()
        .iter()
        .map(|field| field.data_type().clone())
        .collect();
    let instant = DataType::Timestamp(arrow::datatypes::TimeUnit::Microsecond, Some("UTC".into()));
    let expected = [
        DataType::Int32,
        DataType::Date32,
        instant,
        DataType::Int64,
        DataType::Utf8,
    ];
    assert_eq!(types, expected);
    let born = batch
        .column(1)
        .as_primitive::<arrow::datatypes::Date32Type>();
    assert_eq!(born.iter().collect::<Vec<_>>(), [None, None, Some(1)]);
    let seen = batch
        .column(2)
        .as_primitive::<arrow::datatypes::TimestampMicrosecondType>();
    assert_eq!(
        seen.iter().collect::<Vec<_>>(),
        [None, None, Some(1_500_000)]
    );
    let bits = batch.column(3).as_primitive::<Int64Type>();
    assert_eq!(bits.iter().collect::<Vec<_>>(), [Some(5), None, Some(0)]);
    let exact: Vec<Option<&str>> = batch.column(4).as_string::<i32>().iter().collect();
    let zero = r#"{"born":"0000-00-00","seen":"0000-00-00 00:00:00.000"}"#;
    assert_eq!(exact, [Some(zero), Some(r#"{"born":"2009-12-00"}"#), None]);

    place.server.sql("create database other").unwrap();
    place.restore("other", |_| {});
    let look = |database: &str| {
        let rows = format!("select id, born, seen, hex(n) from {database}.users order by id");
        place.server.sql(&rows).unwrap()
    };
    assert_eq!(look("other"), look("shop"));
}
