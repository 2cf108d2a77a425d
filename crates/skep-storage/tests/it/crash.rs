//! A writer that is killed at any moment leaves all of the old or all of the new.

use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use skep_storage::{Location, Staging, Stores};

use crate::{contract, local};

const DIR: &str = "SKEP_TEST_CRASH_DIR";
const FILES: usize = 3;

/// Not a test by itself: what the killed process does. It overwrites partition `p=0` and adds to `p=1`, again and again, in one commit.
#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "a test of its own process")]
async fn writer() {
    let Some(dir) = std::env::var_os(DIR) else {
        return;
    };
    let stores = local::stores();
    let root = Location::from_path(dir.as_ref(), "/".as_ref()).unwrap();
    let process = uuid::Uuid::new_v4();
    for n in 0u64.. {
        write(&stores, &root, &format!("{process} {n}")).await;
    }
}

/// Each write has a text of its own, by which `check` tells it from all others.
async fn write(stores: &Arc<Stores>, root: &Location, text: &str) {
    let staging = Staging::begin(stores, root).await.unwrap();
    for dir in ["p=0", "p=1"].iter().cycle().take(2 * FILES) {
        let location = staging.new_file(dir, "");
        stores.put(&location, text.to_owned()).await.unwrap();
    }
    staging.commit(&["p=0".to_owned()]).await.unwrap();
}

fn start(dir: &std::path::Path) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "crash::writer", "--nocapture"])
        .env(DIR, dir);
    command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Both partitions at a moment: that of `p=0` whole and of one write, that of `p=1` in whole writes, the last of which is that of `p=0`.
async fn check(stores: &Stores, root: &Location) {
    let first = contract::contents(stores, &root.join("p=0")).await;
    let second = contract::contents(stores, &root.join("p=1")).await;
    assert_eq!(first.len(), FILES, "{first:?}");
    assert!(first.iter().all(|f| f.1 == first[0].1), "{first:?}");
    let same = second.iter().filter(|f| f.1 == first[0].1).count();
    assert_eq!(
        (same, second.len() % FILES),
        (FILES, 0),
        "{first:?} {second:?}"
    );
}

#[tokio::test]
async fn kill_at_any_moment() {
    let dir = tempfile::tempdir().unwrap();
    let stores = local::stores();
    let root = Location::from_path(dir.path(), "/".as_ref()).unwrap();
    write(&stores, &root, "before").await;
    for round in 0u64..40 {
        let mut child = start(dir.path());
        // Anywhere from its start to a few commits in; a prime step so that the moments differ.
        std::thread::sleep(Duration::from_millis(15 + round * 7919 % 60));
        child.kill().unwrap();
        child.wait().unwrap();
        check(&stores, &root).await;
    }
    // The next writer clears away what the dead ones left.
    write(&stores, &root, "after").await;
    check(&stores, &root).await;
    assert!(!dir.path().join(".skep_writes").exists());
}

#[tokio::test]
async fn a_reader_beside_a_writer_sees_whole_commits() {
    let dir = tempfile::tempdir().unwrap();
    let stores = local::stores();
    let root = Location::from_path(dir.path(), "/".as_ref()).unwrap();
    write(&stores, &root, "before").await;
    let mut child = start(dir.path());
    for _ in 0..200 {
        let files = stores.list_files(&root.join("p=0"), true).await.unwrap();
        let writes: std::collections::BTreeSet<&str> = files
            .iter()
            .filter_map(|f| f.location.file_name().split_once('-'))
            .map(|n| n.1)
            .collect();
        assert_eq!((files.len(), writes.len()), (FILES, 1), "{files:?}");
        tokio::task::yield_now().await;
    }
    child.kill().unwrap();
    child.wait().unwrap();
}
