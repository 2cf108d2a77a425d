//! S3, against two servers. A server takes seconds to start, so each has one test that does everything.

use std::sync::Arc;
use std::time::{Duration, Instant};

use object_store::ObjectStoreExt;
use skep_storage::{Environment, ErrorKind, Location, StorageError, Stores};
use skep_testkit::servers::{READER_ACCESS_KEY, READER_SECRET_KEY, S3Server};

use crate::contract;

/// Stores with the server's variables, then `changes`; an empty value unsets.
fn stores(server: &S3Server, changes: &[(&'static str, &str)]) -> Arc<Stores> {
    let changes = changes.iter().map(|(k, v)| (*k, v.to_string()));
    let none = [("AWS_EC2_METADATA_DISABLED", "true".to_owned())];
    let vars = server.env().into_iter().chain(none).chain(changes);
    Arc::new(Stores::new(Environment::new(vars, "/")))
}

fn at(text: &str) -> Location {
    text.parse().unwrap()
}

#[tokio::test]
async fn seaweedfs() {
    let Some(mut server) = S3Server::seaweedfs().unwrap() else {
        return;
    };
    server.create_bucket("my.bucket-1").unwrap();
    let all = stores(&server, &[]);
    contract::check(&all, &at("s3a://my.bucket-1/the root")).await;
    contract::check(&all, &at("s3://public")).await;
    ranges(&all).await;
    refusals(&server).await;
    server.stop();
    down(&all).await;
}

#[tokio::test]
async fn moto() {
    let Some(mut server) = S3Server::moto().unwrap() else {
        return;
    };
    server.create_bucket("my_bucket").unwrap();
    let all = stores(&server, &[]);
    contract::check(&all, &at("s3n://my_bucket/root")).await;
    ranges(&all).await;
    many(&all).await;
    let error = list(&all, "s3://nosuch/x").await;
    assert_eq!(error.kind(), ErrorKind::NoSuchBucket, "{error}");
    server.stop();
    down(&all).await;
}

async fn list(stores: &Stores, location: &str) -> StorageError {
    stores.list_files(&at(location), true).await.unwrap_err()
}

async fn ranges(stores: &Stores) {
    let file = at("s3://public/ranges/data.bin");
    let bytes: Vec<u8> = (0..100_000u32).map(|n| (n % 251) as u8).collect();
    stores.put(&file, bytes.clone()).await.unwrap();
    let (store, path) = (
        stores.object_store(&file).unwrap(),
        file.object_path().unwrap(),
    );
    let part = store.get_range(&path, 5000..5010).await.unwrap();
    assert_eq!(part, bytes[5000..5010]);
    let found = stores
        .list_files(&at("s3://public/ranges"), true)
        .await
        .unwrap();
    assert_eq!((found.len(), found[0].size), (1, 100_000));
    assert!(found[0].etag.is_some());
}

/// More objects than one answer of a listing holds.
async fn many(stores: &Stores) {
    let root = at("s3://my_bucket/many");
    for n in 0..1100 {
        stores
            .put(&root.join(&format!("f{n:04}")), "x")
            .await
            .unwrap();
    }
    assert_eq!(stores.list_files(&root, true).await.unwrap().len(), 1100);
    stores.delete(&root).await.unwrap();
    assert!(list(stores, "s3://my_bucket/many").await.is_not_found());
}

async fn refusals(server: &S3Server) {
    let wrong = stores(server, &[("AWS_SECRET_ACCESS_KEY", "wr0ng-s3cr3t")]);
    let error = list(&wrong, "s3://public/ranges").await;
    assert_eq!(error.kind(), ErrorKind::Credentials, "{error}");
    assert!(error.to_string().contains("s3://public/ranges"), "{error}");
    assert!(
        !format!("{error:?} {wrong:?}").contains("wr0ng-s3cr3t"),
        "{error:?}"
    );
    assert!(error.hint().unwrap().contains("AWS_SECRET_ACCESS_KEY"));

    let unknown = stores(server, &[("AWS_ACCESS_KEY_ID", "nobody")]);
    assert_eq!(
        list(&unknown, "s3://public/ranges").await.kind(),
        ErrorKind::Credentials
    );

    let error = list(&stores(server, &[]), "s3://no-such-bucket/x").await;
    assert_eq!(error.kind(), ErrorKind::NoSuchBucket, "{error}");

    let reader = [
        ("AWS_ACCESS_KEY_ID", READER_ACCESS_KEY),
        ("AWS_SECRET_ACCESS_KEY", READER_SECRET_KEY),
    ];
    let reader = stores(server, &reader);
    assert_eq!(
        reader
            .list_files(&at("s3://public/ranges"), true)
            .await
            .unwrap()
            .len(),
        1
    );
    let error = reader
        .put(&at("s3://public/ranges/new"), "x")
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PermissionDenied, "{error}");
    let error = list(&reader, "s3://my.bucket-1/x").await;
    assert_eq!(error.kind(), ErrorKind::PermissionDenied, "{error}");

    let nobody = stores(
        server,
        &[("AWS_ACCESS_KEY_ID", ""), ("AWS_SECRET_ACCESS_KEY", "")],
    );
    assert_eq!(
        list(&nobody, "s3://public/ranges").await.kind(),
        ErrorKind::Credentials
    );
    nobody.set("fs.s3a.aws.credentials.provider", Some("anonymous"));
    assert_eq!(
        nobody
            .list_files(&at("s3://public/ranges"), true)
            .await
            .unwrap()
            .len(),
        1
    );
}

async fn down(stores: &Stores) {
    let start = Instant::now();
    let error = list(stores, "s3://public/ranges").await;
    assert_eq!(error.kind(), ErrorKind::Unreachable, "{error}");
    assert!(error.kind().is_remote());
    assert!(
        start.elapsed() < Duration::from_secs(60),
        "{:?}",
        start.elapsed()
    );
}
