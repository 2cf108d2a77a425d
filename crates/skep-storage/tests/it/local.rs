//! The local file system, and memory.

use std::fs;
use std::os::unix::fs::symlink;
use std::sync::Arc;

use skep_storage::{Environment, ErrorKind, Location, Staging, Stores};

use crate::contract;

pub(crate) fn stores() -> Arc<Stores> {
    let none: [(&str, &str); 0] = [];
    Arc::new(Stores::new(Environment::new(none, "/")))
}

fn at(path: &std::path::Path) -> Location {
    Location::from_path(path, "/".as_ref()).unwrap()
}

#[tokio::test]
async fn files_keep_the_contract() {
    let dir = tempfile::tempdir().unwrap();
    contract::check(&stores(), &at(dir.path()).join("root")).await;
}

#[tokio::test]
async fn memory_keeps_the_contract() {
    contract::check(&stores(), &"memory:/root".parse().unwrap()).await;
}

#[tokio::test]
async fn links_are_followed_and_circles_are_not() {
    let dir = tempfile::tempdir().unwrap();
    let (table, elsewhere) = (dir.path().join("t"), dir.path().join("e"));
    fs::create_dir_all(&table).unwrap();
    fs::create_dir_all(&elsewhere).unwrap();
    fs::write(elsewhere.join("f"), "x").unwrap();
    symlink(&elsewhere, table.join("link")).unwrap();
    symlink(elsewhere.join("f"), table.join("file")).unwrap();
    symlink(&table, elsewhere.join("back")).unwrap();
    symlink("nowhere", table.join("broken")).unwrap();
    let found = contract::contents(&stores(), &at(&table)).await;
    let names: Vec<&str> = found.iter().map(|f| f.0.as_str()).collect();
    assert_eq!(names, ["file", "link/f"]);
}

#[tokio::test]
async fn loaded_files_keep_their_names() {
    let dir = tempfile::tempdir().unwrap();
    let (stores, root) = (stores(), at(dir.path()));
    for _ in 0..2 {
        let staging = Staging::begin(&stores, &root).await.unwrap();
        for text in ["1", "2"] {
            stores
                .put(&staging.file_named("", "kv1.txt.gz"), text)
                .await
                .unwrap();
        }
        staging.commit(&[]).await.unwrap();
    }
    let found = contract::contents(&stores, &root).await;
    let names: Vec<&str> = found.iter().map(|f| f.0.as_str()).collect();
    let copies = [
        "kv1.txt.gz",
        "kv1_copy_1.txt.gz",
        "kv1_copy_2.txt.gz",
        "kv1_copy_3.txt.gz",
    ];
    assert_eq!(names, copies);
    assert!(!dir.path().join(".skep_writes").exists());
}

#[tokio::test]
async fn a_read_only_directory_says_so() {
    let error = Staging::begin(&stores(), &at("/proc/nosuch".as_ref()))
        .await
        .unwrap_err();
    assert!(
        matches!(
            error.kind(),
            ErrorKind::NotFound | ErrorKind::PermissionDenied
        ),
        "{error:?}"
    );
    assert!(error.to_string().contains("file:/proc/nosuch"), "{error}");
}
