//! What every store must do: one suite, run over each.

use std::sync::Arc;

use skep_storage::{ErrorKind, Location, Staging, Stores};

/// Runs the suite below `root`, which must not exist.
pub(crate) async fn check(stores: &Arc<Stores>, root: &Location) {
    a_missing_directory_is_not_an_empty_one(stores, &root.join("missing")).await;
    hidden_names_are_no_data(stores, &root.join("hidden")).await;
    names_are_kept_as_they_are(stores, &root.join("names")).await;
    a_commit_appears_at_once(stores, &root.join("commit")).await;
    an_overwrite_replaces_what_was_there(stores, &root.join("overwrite")).await;
    partitions_are_written_together(stores, &root.join("partitions")).await;
    many_directories_are_listed_as_each_alone(stores, &root.join("many")).await;
    an_abandoned_write_leaves_nothing(stores, &root.join("abandoned")).await;
    writers_at_once_all_succeed(stores, &root.join("at_once")).await;
    files_are_moved_and_deleted(stores, &root.join("moved")).await;
}

/// Name and content below `dir` of every data file.
pub(crate) async fn contents(stores: &Stores, dir: &Location) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for file in stores.list_files(dir, true).await.unwrap() {
        let text = stores.get(&file.location).await.unwrap();
        let name = file.location.below(dir).unwrap().to_owned();
        assert_eq!(file.size, text.len() as u64);
        found.push((name, String::from_utf8(text.to_vec()).unwrap()));
    }
    found
}

async fn texts(stores: &Stores, dir: &Location) -> Vec<String> {
    let mut texts: Vec<String> = contents(stores, dir)
        .await
        .into_iter()
        .map(|c| c.1)
        .collect();
    texts.sort();
    texts
}

async fn put(stores: &Stores, dir: &Location, name: &str) {
    stores
        .put(&dir.join(name), name.as_bytes().to_vec())
        .await
        .unwrap();
}

async fn insert(stores: &Arc<Stores>, dir: &Location, files: &[(&str, &str)], replace: &[&str]) {
    let staging = Staging::begin(stores, dir).await.unwrap();
    for (below, text) in files {
        let location = staging.new_file(below, ".txt");
        stores
            .put(&location, text.as_bytes().to_vec())
            .await
            .unwrap();
    }
    let replace: Vec<String> = replace.iter().map(|dir| dir.to_string()).collect();
    staging.commit(&replace).await.unwrap();
}

async fn a_missing_directory_is_not_an_empty_one(stores: &Stores, root: &Location) {
    let error = stores.list_files(root, true).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(error.to_string().contains(&root.to_string()), "{error}");
    assert!(!stores.exists(root).await.unwrap());
    stores.make_dir(root).await.unwrap();
    assert_eq!(stores.list_files(root, true).await.unwrap(), []);
    assert!(stores.exists(root).await.unwrap());
    stores.delete(root).await.unwrap();
    assert!(
        stores
            .list_files(root, true)
            .await
            .unwrap_err()
            .is_not_found()
    );
    assert!(stores.delete(root).await.unwrap_err().is_not_found());
}

async fn hidden_names_are_no_data(stores: &Stores, root: &Location) {
    for name in ["a", "b/c", "_x", ".y", "_d/e", "b/.f", "b/_g/h", "c_/d."] {
        put(stores, root, name).await;
    }
    let names = |files: Vec<skep_storage::FileEntry>| {
        files
            .into_iter()
            .map(|f| f.location.below(root).unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        names(stores.list_files(root, true).await.unwrap()),
        ["a", "b/c", "c_/d."]
    );
    assert_eq!(names(stores.list_files(root, false).await.unwrap()), ["a"]);
    let dirs = stores.list_dirs(root).await.unwrap();
    assert_eq!(dirs, [root.join("b"), root.join("c_")]);
    let all = stores.list(root).await.unwrap();
    let all: Vec<&str> = all
        .iter()
        .map(|entry| entry.location().file_name())
        .collect();
    assert_eq!(all, [".y", "_d", "_x", "a", "b", "c_"]);
    // A hidden directory that is itself the location is read.
    assert_eq!(
        names(stores.list_files(&root.join("_d"), true).await.unwrap()),
        ["_d/e"]
    );
    // A location that is a file is that file.
    assert_eq!(
        names(stores.list_files(&root.join("b/c"), true).await.unwrap()),
        ["b/c"]
    );
    assert_eq!(stores.usage(root).await.unwrap().files, 8);
}

async fn names_are_kept_as_they_are(stores: &Stores, root: &Location) {
    let mut names = [
        "a b",
        "a%20b",
        "a#b",
        "a?b",
        "dt=2026-08-01",
        "a:b",
        "ü",
        "a_b",
        "x*[y]^~&+,;@!'()",
        "日本",
    ];
    names.sort_unstable();
    for name in names {
        put(stores, root, name).await;
    }
    let found = contents(stores, root).await;
    let expected: Vec<_> = names
        .iter()
        .map(|n| (n.to_string(), n.to_string()))
        .collect();
    assert_eq!(found, expected);
}

async fn a_commit_appears_at_once(stores: &Arc<Stores>, root: &Location) {
    let staging = Staging::begin(stores, root).await.unwrap();
    for text in ["1", "2", "3"] {
        let location = staging.new_file("", ".txt");
        stores
            .put(&location, text.as_bytes().to_vec())
            .await
            .unwrap();
    }
    assert_eq!(contents(stores, root).await, []);
    let files = staging.commit(&[]).await.unwrap();
    assert_eq!(files.len(), 3);
    assert_eq!(texts(stores, root).await, ["1", "2", "3"]);
    insert(stores, root, &[("", "4")], &[]).await;
    assert_eq!(texts(stores, root).await, ["1", "2", "3", "4"]);
}

async fn an_overwrite_replaces_what_was_there(stores: &Arc<Stores>, root: &Location) {
    put(stores, root, "old").await;
    put(stores, root, "below/old").await;
    put(stores, root, "_kept").await;
    insert(stores, root, &[("", "new"), ("", "newer")], &[""]).await;
    assert_eq!(texts(stores, root).await, ["new", "newer"]);
    insert(stores, root, &[], &[""]).await;
    assert_eq!(texts(stores, root).await, [] as [&str; 0]);
    assert_eq!(stores.get(&root.join("_kept")).await.unwrap(), "_kept");
}

async fn many_directories_are_listed_as_each_alone(stores: &Arc<Stores>, root: &Location) {
    let mut dirs: Vec<Location> = Vec::new();
    for n in 0..90 {
        let dir = root.join(&format!("dt={n:02}"));
        match n {
            // Nothing there.
            10..15 => {}
            15..17 => stores.make_dir(&dir).await.unwrap(),
            _ => put(stores, &dir, "f").await,
        }
        dirs.push(dir);
    }
    // What nobody asked for lies in between, in orders that differ from server to server.
    for name in [
        "dt=20-x/f",
        "dt=20!/f",
        "dt=200/f",
        "dt=21/_no",
        "dt=21/h=1/g",
        "zz/f",
    ] {
        put(stores, root, name).await;
    }
    insert(
        stores,
        root,
        &[("dt=30", "new"), ("dt=10", "new")],
        &["dt=31"],
    )
    .await;
    let open = Staging::begin(stores, root).await.unwrap();
    let unseen = open.new_file("dt=40", ".txt");
    stores.put(&unseen, "unseen").await.unwrap();
    dirs.reverse();
    for dirs in [&dirs[..], &dirs[..5]] {
        let many = stores.list_many(dirs).await.unwrap();
        assert_eq!(many.len(), dirs.len());
        for (dir, files) in dirs.iter().zip(many) {
            match stores.list_files(dir, true).await {
                Ok(alone) => assert_eq!(files, Some(alone), "{dir}"),
                Err(error) => assert!(error.is_not_found() && files.is_none(), "{dir}: {error}"),
            }
        }
    }
    open.abort().await.unwrap();
}

async fn partitions_are_written_together(stores: &Arc<Stores>, root: &Location) {
    insert(
        stores,
        root,
        &[("dt=1", "a"), ("dt=2", "b"), ("dt=3", "c")],
        &[],
    )
    .await;
    insert(
        stores,
        root,
        &[("dt=1", "A"), ("dt=4", "D")],
        &["dt=1", "dt=2", "dt=9"],
    )
    .await;
    assert_eq!(texts(stores, root).await, ["A", "D", "c"]);
    assert_eq!(texts(stores, &root.join("dt=1")).await, ["A"]);
    // From a partition's own directory it is the same.
    insert(stores, &root.join("dt=3"), &[("", "C")], &[""]).await;
    assert_eq!(texts(stores, &root.join("dt=3")).await, ["C"]);
    // `dt=1` is no prefix of `dt=10`.
    insert(stores, root, &[("dt=10", "X")], &["dt=1"]).await;
    assert_eq!(texts(stores, root).await, ["C", "D", "X"]);
}

async fn an_abandoned_write_leaves_nothing(stores: &Arc<Stores>, root: &Location) {
    put(stores, root, "old").await;
    let staging = Staging::begin(stores, root).await.unwrap();
    let location = staging.new_file("", "");
    stores
        .put(&location, "half".as_bytes().to_vec())
        .await
        .unwrap();
    assert_eq!(texts(stores, root).await, ["old"]);
    staging.abort().await.unwrap();
    assert_eq!(stores.usage(root).await.unwrap().files, 1);
}

async fn writers_at_once_all_succeed(stores: &Arc<Stores>, root: &Location) {
    let into = |n: usize| {
        let (stores, root) = (Arc::clone(stores), root.clone());
        tokio::spawn(async move {
            insert(&stores, &root, &[("", &n.to_string()), ("", "x")], &[]).await
        })
    };
    for task in (0..5).map(into).collect::<Vec<_>>() {
        task.await.unwrap();
    }
    assert_eq!(contents(stores, root).await.len(), 10);
    let over = |n: usize| {
        let (stores, root) = (Arc::clone(stores), root.clone());
        let text = n.to_string();
        tokio::spawn(
            async move { insert(&stores, &root, &[("", &text), ("", &text)], &[""]).await },
        )
    };
    for task in (0..5).map(over).collect::<Vec<_>>() {
        task.await.unwrap();
    }
    let left = texts(stores, root).await;
    assert_eq!(left.len(), 2, "{left:?}");
    assert_eq!(left[0], left[1]);
}

async fn files_are_moved_and_deleted(stores: &Stores, root: &Location) {
    for name in ["a/1", "a/b/2", "c"] {
        put(stores, root, name).await;
    }
    stores
        .rename(&root.join("a"), &root.join("z"))
        .await
        .unwrap();
    let error = stores
        .rename(&root.join("c"), &root.join("z"))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AlreadyExists);
    stores
        .copy(&root.join("c"), &root.join("z/d"))
        .await
        .unwrap();
    let error = stores
        .copy(&root.join("nosuch"), &root.join("y"))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    let names: Vec<String> = contents(stores, root)
        .await
        .into_iter()
        .map(|c| c.0)
        .collect();
    assert_eq!(names, ["c", "z/1", "z/b/2", "z/d"]);
    stores.delete(&root.join("z")).await.unwrap();
    stores.delete(&root.join("c")).await.unwrap();
    assert!(!stores.exists(&root.join("z")).await.unwrap());
}
