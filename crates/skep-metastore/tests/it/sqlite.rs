//! The SQLite metastore: the contract, and what is its own.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use skep_hiveql::types::HiveType;
use skep_metastore::{
    Column, METASTORE_FILE, Metastore, MetastoreError, Partition, PartitionPredicate,
    SqliteMetastore, Table,
};

use crate::contract::{self, table};

pub(crate) fn open(home: &Path) -> SqliteMetastore {
    SqliteMetastore::new(home, "file:/w")
}

#[tokio::test]
async fn a_file_keeps_the_contract() {
    let home = tempfile::tempdir().unwrap();
    contract::check(&open(home.path())).await;
}

#[tokio::test]
async fn memory_keeps_the_contract() {
    contract::check(&SqliteMetastore::in_memory("file:/w")).await;
}

#[tokio::test]
async fn reading_creates_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path().join("home");
    let store = open(&home);
    assert_eq!(store.databases().await.unwrap().len(), 1);
    assert!(
        store
            .table("default", "t")
            .await
            .unwrap_err()
            .is_not_found()
    );
    assert!(!home.exists());
    store.create_table(&table("t")).await.unwrap();
    assert_eq!(store.tables("default", None).await.unwrap().len(), 1);
    assert!(home.join(METASTORE_FILE).exists());
}

#[tokio::test]
async fn what_was_written_is_there_later() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path());
    store.create_table(&table("t")).await.unwrap();
    store.close().await;
    let again = open(home.path());
    assert_eq!(
        again.table("default", "t").await.unwrap().columns,
        table("t").columns
    );
    // The default database follows the warehouse.
    let moved = SqliteMetastore::new(home.path(), "file:/elsewhere");
    assert_eq!(
        moved.database("default").await.unwrap().location,
        "file:/elsewhere"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn many_writers_on_a_fresh_home() {
    let home = Arc::new(tempfile::tempdir().unwrap());
    let write = |writer: usize| {
        let home = Arc::clone(&home);
        tokio::spawn(async move {
            let store = open(home.path());
            for n in 0..10 {
                store
                    .create_table(&table(&format!("t{writer}_{n}")))
                    .await
                    .unwrap();
                store.tables("default", None).await.unwrap();
            }
            store.create_table(&table("same")).await.is_ok()
        })
    };
    let mut winners = 0;
    for task in (0..8).map(write).collect::<Vec<_>>() {
        winners += usize::from(task.await.unwrap());
    }
    assert_eq!(winners, 1);
    assert_eq!(
        open(home.path())
            .tables("default", None)
            .await
            .unwrap()
            .len(),
        81
    );
}

#[tokio::test]
async fn other_files_are_told_apart() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join(METASTORE_FILE);
    std::fs::write(
        &file,
        "this is no database, but it is long enough to look like one. ".repeat(50),
    )
    .unwrap();
    let damaged = open(home.path()).databases().await.unwrap_err();
    assert!(
        matches!(damaged, MetastoreError::Corrupt { .. }),
        "{damaged:?}"
    );
    assert!(damaged.to_string().contains(METASTORE_FILE), "{damaged}");

    std::fs::write(home.path().join("file"), "").unwrap();
    let below_a_file = open(&home.path().join("file"));
    let error = below_a_file.create_table(&table("t")).await.unwrap_err();
    assert!(matches!(error, MetastoreError::Io { .. }), "{error:?}");
}

#[tokio::test]
async fn a_newer_schema_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path());
    store.create_table(&table("t")).await.unwrap();
    store.close().await;
    let options =
        sqlx::sqlite::SqliteConnectOptions::new().filename(home.path().join(METASTORE_FILE));
    let mut raw = sqlx::ConnectOptions::connect(&options).await.unwrap();
    sqlx::raw_sql("PRAGMA user_version = 999")
        .execute(&mut raw)
        .await
        .unwrap();
    let newer = open(home.path()).databases().await.unwrap_err();
    assert!(
        matches!(newer, MetastoreError::NewerSchema { found: 999, .. }),
        "{newer:?}"
    );
}

#[tokio::test]
async fn a_lock_that_stays_is_an_error_in_time() {
    let home = tempfile::tempdir().unwrap();
    open(home.path()).create_table(&table("t")).await.unwrap();
    let options =
        sqlx::sqlite::SqliteConnectOptions::new().filename(home.path().join(METASTORE_FILE));
    let mut raw = sqlx::ConnectOptions::connect(&options).await.unwrap();
    sqlx::raw_sql("BEGIN IMMEDIATE")
        .execute(&mut raw)
        .await
        .unwrap();
    let store = open(home.path()).with_busy_timeout(Duration::from_millis(100));
    assert_eq!(store.tables("default", None).await.unwrap().len(), 1);
    let busy = store.create_table(&table("u")).await.unwrap_err();
    assert!(matches!(busy, MetastoreError::Busy { .. }), "{busy:?}");
}

#[tokio::test]
async fn one_day_of_many_is_found_by_index() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path());
    let parted = Table {
        partition_keys: vec![
            Column::new("day", HiveType::String),
            Column::new("n", HiveType::Int),
        ],
        ..table("p")
    };
    store.create_table(&parted).await.unwrap();
    let partition =
        |n: usize| Partition::new(vec![format!("d{:04}", n / 10), n.to_string()], "file:/w/p");
    let all: Vec<Partition> = (0..20_000).map(partition).collect();
    assert_eq!(
        store
            .add_partitions("default", "p", &all, false)
            .await
            .unwrap(),
        20_000
    );
    let start = Instant::now();
    for n in 0..100 {
        let day = [PartitionPredicate::equals(0, format!("d{n:04}"))];
        assert_eq!(
            store
                .partitions_matching("default", "p", &day)
                .await
                .unwrap()
                .len(),
            10
        );
        let number = [PartitionPredicate::equals(1, n.to_string())];
        assert_eq!(
            store
                .partitions_matching("default", "p", &number)
                .await
                .unwrap()
                .len(),
            1
        );
    }
    // Two hundred look-ups; reading 20,000 rows for each would take some 10 s.
    assert!(
        start.elapsed() < Duration::from_secs(3),
        "{:?}",
        start.elapsed()
    );
}
