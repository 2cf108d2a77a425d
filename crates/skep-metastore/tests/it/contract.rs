//! What every metastore must do: one suite, run over each.

use std::collections::BTreeMap;

use skep_hiveql::types::HiveType;
use skep_metastore::{
    BucketSpec, Column, Compare, Database, FileFormat, LikePattern, Metastore, MetastoreError,
    Partition, PartitionPredicate, SortColumn, Table, TableKind, ViewText, parse_type,
};

/// Runs the suite on an empty metastore whose warehouse is `file:/w`.
pub(crate) async fn check(store: &dyn Metastore) {
    databases(store).await;
    tables(store).await;
    alterations(store).await;
    partitions(store).await;
    predicates(store).await;
    drops(store).await;
}

pub(crate) fn table(name: &str) -> Table {
    Table {
        database: "default".into(),
        name: name.into(),
        columns: vec![
            Column::new("a", HiveType::Int),
            Column::new("b", HiveType::String),
        ],
        location: format!("file:/w/{name}"),
        ..Table::default()
    }
}

fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs
        .iter()
        .map(|(k, v)| (k.to_string(), v.to_string()))
        .collect()
}

fn strings(values: &[&str]) -> Vec<String> {
    values.iter().map(|v| v.to_string()).collect()
}

async fn names(store: &dyn Metastore, pattern: Option<&str>) -> Vec<String> {
    let pattern = pattern.map(LikePattern::new);
    let found = store.tables("default", pattern.as_ref()).await.unwrap();
    found.into_iter().map(|t| t.name).collect()
}

async fn databases(store: &dyn Metastore) {
    let default = store.database("DEFAULT").await.unwrap();
    assert_eq!(
        (default.name.as_str(), default.location.as_str()),
        ("default", "file:/w")
    );
    let made = Database {
        name: "Logs".into(),
        location: "s3://b/logs".into(),
        comment: Some("it's \"ours\"".into()),
        owner: Some("me".into()),
        properties: map(&[("k", "v;'\n")]),
    };
    store.create_database(&made).await.unwrap();
    let made = Database {
        name: "logs".into(),
        ..made
    };
    assert_eq!(store.database("LOGS").await.unwrap(), made);
    let taken = store.create_database(&made).await.unwrap_err();
    assert_eq!(taken.to_string(), "database `logs` already exists");
    let all = store.databases().await.unwrap();
    assert_eq!(
        all.iter().map(|d| d.name.as_str()).collect::<Vec<_>>(),
        ["default", "logs"]
    );
    let moved = Database {
        location: "file:/x".into(),
        comment: None,
        ..made
    };
    store.alter_database(&moved).await.unwrap();
    assert_eq!(store.database("logs").await.unwrap(), moved);
    let nosuch = store.database("nosuch").await.unwrap_err();
    assert_eq!(nosuch, MetastoreError::no_database("nosuch"));
    assert!(
        store
            .tables("nosuch", None)
            .await
            .unwrap_err()
            .is_not_found()
    );
}

async fn tables(store: &dyn Metastore) {
    let full = Table {
        database: "Default".into(),
        name: "Full".into(),
        kind: TableKind::External,
        columns: vec![
            Column {
                name: "Id".into(),
                ty: HiveType::Decimal(38, 18),
                comment: Some("ключ".into()),
            },
            Column::new(
                "m",
                parse_type("map<string,array<struct<x:int,y:char(3)>>>").unwrap(),
            ),
        ],
        partition_keys: vec![Column::new("DT", HiveType::Date)],
        location: "s3a://b_1/a b/%20".into(),
        format: FileFormat::Other("com.example.In".into()),
        serde: "com.example.SerDe".into(),
        serde_properties: map(&[("field.delim", "\u{1}"), ("escape.delim", "\\")]),
        properties: map(&[("skip.header.line.count", "1")]),
        view: None,
        buckets: Some(BucketSpec {
            columns: strings(&["ID"]),
            sort: vec![SortColumn {
                name: "Id".into(),
                descending: true,
            }],
            count: 4,
        }),
        comment: Some(String::new()),
        owner: Some("me".into()),
        created_at: 1_700_000_000,
        version: 0,
    };
    store.create_table(&full).await.unwrap();
    let kept = store.table("DEFAULT", "FULL").await.unwrap();
    let mut expected = full.clone();
    expected.database = "default".into();
    expected.name = "full".into();
    expected.columns[0].name = "id".into();
    expected.partition_keys[0].name = "dt".into();
    expected.buckets = Some(BucketSpec {
        columns: strings(&["id"]),
        sort: vec![SortColumn {
            name: "id".into(),
            descending: true,
        }],
        count: 4,
    });
    expected.version = kept.version;
    assert_eq!(kept, expected);

    let taken = store.create_table(&full).await.unwrap_err();
    assert_eq!(taken.to_string(), "table `default.full` already exists");
    views_and_refusals(store).await;
}

async fn views_and_refusals(store: &dyn Metastore) {
    let view = Table {
        kind: TableKind::View,
        view: Some(ViewText {
            original: "select 1".into(),
            expanded: "SELECT 1".into(),
        }),
        ..table("v_1")
    };
    store.create_table(&view).await.unwrap();
    assert_eq!(store.table("default", "v_1").await.unwrap().view, view.view);
    assert_eq!(names(store, None).await, ["full", "v_1"]);
    assert_eq!(names(store, Some("V%")).await, ["v_1"]);
    assert_eq!(names(store, Some("x%")).await, [] as [&str; 0]);
    let kinds = store.tables("default", None).await.unwrap();
    assert_eq!(kinds[1].kind, TableKind::View);

    assert_eq!(
        store.table("default", "x").await.unwrap_err(),
        MetastoreError::no_table("default", "x")
    );
    assert_eq!(
        store.table("x", "x").await.unwrap_err(),
        MetastoreError::no_database("x")
    );
    let nowhere = Table {
        database: "nosuch".into(),
        ..table("t")
    };
    assert!(
        store
            .create_table(&nowhere)
            .await
            .unwrap_err()
            .is_not_found()
    );
    // A struct whose field name can't be spelled is refused, not mangled.
    let odd = skep_hiveql::types::StructField {
        name: "a:b".into(),
        ty: HiveType::Int,
    };
    let odd = Table {
        columns: vec![Column::new("s", HiveType::Struct(vec![odd]))],
        ..table("odd")
    };
    assert!(matches!(
        store.create_table(&odd).await,
        Err(MetastoreError::Invalid(_))
    ));
}

async fn alterations(store: &dyn Metastore) {
    store.create_table(&table("old")).await.unwrap();
    let first = store.table("default", "old").await.unwrap();
    let renamed = Table {
        name: "new".into(),
        database: "logs".into(),
        comment: Some("moved".into()),
        ..first.clone()
    };
    store.alter_table("default", "old", &renamed).await.unwrap();
    assert!(
        store
            .table("default", "old")
            .await
            .unwrap_err()
            .is_not_found()
    );
    let now = store.table("logs", "new").await.unwrap();
    assert_eq!(now.comment.as_deref(), Some("moved"));
    // Who read the table before that change may not undo it.
    let late = store.alter_table("logs", "new", &first).await.unwrap_err();
    assert!(matches!(late, MetastoreError::Conflict { .. }));
    let onto = Table {
        database: "default".into(),
        name: "full".into(),
        ..now
    };
    assert!(
        store
            .alter_table("logs", "new", &onto)
            .await
            .unwrap_err()
            .is_already_exists()
    );
    assert!(
        store
            .alter_table("logs", "nosuch", &onto)
            .await
            .unwrap_err()
            .is_not_found()
    );
}

fn day(day: &str, hour: &str) -> Partition {
    Partition::new(
        strings(&[day, hour]),
        format!("file:/w/p/day={day}/hour={hour}"),
    )
}

async fn partitions(store: &dyn Metastore) {
    let parted = Table {
        partition_keys: vec![
            Column::new("day", HiveType::String),
            Column::new("hour", HiveType::Int),
        ],
        ..table("p")
    };
    store.create_table(&parted).await.unwrap();
    let own = Partition {
        format: Some(FileFormat::Parquet),
        serde: Some("x".into()),
        serde_properties: Some(map(&[("a", "b")])),
        properties: map(&[("numRows", "7")]),
        created_at: 5,
        ..day("d/1", "a=b")
    };
    let added = store
        .add_partitions("Default", "P", &[own.clone(), day("d2", "1")], false)
        .await
        .unwrap();
    assert_eq!(added, 2);
    assert_eq!(
        store.partition("default", "p", &own.values).await.unwrap(),
        Some(own.clone())
    );
    assert_eq!(
        store
            .partition("default", "p", &strings(&["x", "y"]))
            .await
            .unwrap(),
        None
    );

    // All or nothing.
    let again = [day("d3", "1"), day("d2", "1")];
    let taken = store
        .add_partitions("default", "p", &again, false)
        .await
        .unwrap_err();
    let expected = "partition `day=d2/hour=1` of `default.p` already exists";
    assert_eq!(taken.to_string(), expected);
    assert_eq!(store.partitions("default", "p").await.unwrap().len(), 2);
    assert_eq!(
        store
            .add_partitions("default", "p", &again, true)
            .await
            .unwrap(),
        1
    );

    let wrong = Partition::new(strings(&["one"]), "x");
    assert!(matches!(
        store.add_partitions("default", "p", &[wrong], true).await,
        Err(MetastoreError::Invalid(_))
    ));
    let none = store
        .add_partitions("default", "full", &[day("a", "b")], true)
        .await;
    assert!(matches!(none, Err(MetastoreError::Invalid(_))));

    let moved = Partition {
        location: "file:/elsewhere".into(),
        ..day("d4", "1")
    };
    store
        .alter_partition("default", "p", &strings(&["d2", "1"]), &moved)
        .await
        .unwrap();
    assert_eq!(
        store
            .partition("default", "p", &strings(&["d2", "1"]))
            .await
            .unwrap(),
        None
    );
    let found = store
        .partitions_matching("default", "p", &[PartitionPredicate::equals(0, "d4")])
        .await;
    assert_eq!(found.unwrap(), std::slice::from_ref(&moved));
    let onto = store
        .alter_partition("default", "p", &moved.values, &own)
        .await
        .unwrap_err();
    assert!(onto.is_already_exists());
    assert_eq!(
        store
            .partition("default", "p", &moved.values)
            .await
            .unwrap(),
        Some(moved.clone())
    );

    let dropped = store
        .drop_partitions("default", "p", &[own.values.clone(), strings(&["no", "1"])])
        .await;
    assert_eq!(dropped.unwrap(), [own]);
    assert_eq!(
        store.partitions("default", "p").await.unwrap(),
        [day("d3", "1"), moved]
    );
    store.drop_table("default", "p").await.unwrap();
    store.create_table(&parted).await.unwrap();
    assert_eq!(store.partitions("default", "p").await.unwrap(), []);
}

/// Thirty days of 24 hours, and the partition of NULLs.
async fn predicates(store: &dyn Metastore) {
    let mut all: Vec<Partition> = Vec::new();
    for d in 1..=30 {
        all.extend((0..24).map(|h| day(&format!("2026-08-{d:02}"), &h.to_string())));
    }
    let null = skep_metastore::DEFAULT_PARTITION;
    all.push(day(null, null));
    assert_eq!(
        store
            .add_partitions("default", "p", &all, false)
            .await
            .unwrap(),
        721
    );
    let count = async |predicates: &[(usize, Compare, &[&str])]| {
        let of = |(key, compare, values): &(usize, Compare, &[&str])| PartitionPredicate {
            key: *key,
            compare: *compare,
            values: strings(values),
        };
        let predicates: Vec<PartitionPredicate> = predicates.iter().map(of).collect();
        store
            .partitions_matching("default", "p", &predicates)
            .await
            .unwrap()
            .len()
    };
    assert_eq!(count(&[]).await, 721);
    assert_eq!(count(&[(0, Compare::Eq, &["2026-08-05"])]).await, 24);
    assert_eq!(
        count(&[(0, Compare::Eq, &["2026-08-05"]), (1, Compare::Eq, &["7"])]).await,
        1
    );
    assert_eq!(count(&[(1, Compare::Eq, &["07"])]).await, 30);
    // By number: 10 is more than 9. The partition of NULLs is in no comparison of numbers.
    assert_eq!(count(&[(1, Compare::Gt, &["9"])]).await, 30 * 14);
    assert_eq!(count(&[(1, Compare::LtEq, &["9"])]).await, 30 * 10);
    assert_eq!(count(&[(1, Compare::NotEq, &["9"])]).await, 30 * 23);
    assert_eq!(count(&[(0, Compare::Lt, &["2026-08-03"])]).await, 48);
    assert_eq!(
        count(&[
            (0, Compare::GtEq, &["2026-08-30"]),
            (0, Compare::Lt, &["2026-09"])
        ])
        .await,
        24
    );
    assert_eq!(
        count(&[(0, Compare::In, &["2026-08-01", "2026-08-02", "x"])]).await,
        48
    );
    assert_eq!(count(&[(1, Compare::In, &["1", "2"])]).await, 60);
    assert_eq!(count(&[(0, Compare::In, &[])]).await, 0);
    assert_eq!(count(&[(0, Compare::Eq, &[null])]).await, 1);
    // What can't be compared exactly isn't, and gives more.
    assert_eq!(count(&[(1, Compare::Eq, &["1.5"])]).await, 721);
    assert_eq!(count(&[(7, Compare::Eq, &["1"])]).await, 721);
}

async fn drops(store: &dyn Metastore) {
    let dropped = store.drop_table("default", "FULL").await.unwrap();
    assert_eq!(dropped.location, "s3a://b_1/a b/%20");
    assert!(
        store
            .drop_table("default", "full")
            .await
            .unwrap_err()
            .is_not_found()
    );
    let full = store.drop_database("logs", false).await.unwrap_err();
    assert_eq!(
        full,
        MetastoreError::NotEmpty {
            database: "logs".into()
        }
    );
    let gone = store.drop_database("Logs", true).await.unwrap();
    assert_eq!(
        gone.iter().map(|t| t.name.as_str()).collect::<Vec<_>>(),
        ["new"]
    );
    assert!(
        store
            .drop_database("logs", true)
            .await
            .unwrap_err()
            .is_not_found()
    );
    assert!(matches!(
        store.drop_database("default", true).await,
        Err(MetastoreError::Invalid(_))
    ));
}
