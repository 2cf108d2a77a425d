//! A process that is killed at any moment leaves every definition whole.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use skep_hiveql::types::HiveType;
use skep_metastore::{Column, Metastore, Partition, Table};

use crate::contract::table;
use crate::sqlite::open;

const HOME: &str = "SKEP_TEST_CRASH_HOME";

/// Not a test by itself: what the killed processes do, several at once. Each change is three partitions, or a table.
#[tokio::test]
async fn writer() {
    let Some(home) = std::env::var_os(HOME) else {
        return;
    };
    let store = open(home.as_ref());
    let own = format!("t{}", std::process::id());
    for n in 0.. {
        let parted = Table {
            partition_keys: vec![
                Column::new("n", HiveType::Int),
                Column::new("part", HiveType::Int),
            ],
            comment: Some(own.clone()),
            ..table(&own)
        };
        if n % 20 == 0 {
            let _ = store.drop_table("default", &own).await;
            store.create_table(&parted).await.unwrap();
        }
        let of = |part: usize| Partition::new(vec![n.to_string(), part.to_string()], "file:/x");
        let three: Vec<Partition> = (0..3).map(of).collect();
        store
            .add_partitions("default", &own, &three, false)
            .await
            .unwrap();
    }
}

fn start(home: &std::path::Path) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "crash::writer", "--nocapture"])
        .env(HOME, home);
    command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[tokio::test]
async fn kill_at_any_moment() {
    let home = tempfile::tempdir().unwrap();
    let mut written = 0;
    for round in 0u64..12 {
        let mut writers = [start(home.path()), start(home.path()), start(home.path())];
        for (n, writer) in writers.iter_mut().enumerate() {
            // A prime step, so that the moments differ.
            std::thread::sleep(Duration::from_millis(
                10 + (round * 3 + n as u64) * 7919 % 40,
            ));
            writer.kill().unwrap();
            writer.wait().unwrap();
        }
        let store = open(home.path());
        for name in store.tables("default", None).await.unwrap() {
            let whole = store.table("default", &name.name).await.unwrap();
            assert_eq!(whole.comment.as_ref(), Some(&name.name));
            let partitions = store.partitions("default", &name.name).await.unwrap();
            assert_eq!(partitions.len() % 3, 0, "{partitions:?}");
            written += partitions.len();
        }
        store.close().await;
    }
    assert!(written > 0, "no writer came to write before it was killed");
    open(home.path())
        .create_table(&table("after"))
        .await
        .unwrap();
}
