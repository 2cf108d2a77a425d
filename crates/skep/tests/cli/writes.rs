//! Writers that meet, that are killed, or that find the disk full: nothing is lost, nothing is seen half.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use expect_test::expect;
use skep_testkit::sandbox::{Run, Running, Sandbox};

use super::sandbox;

/// Rows of the source: enough that a write takes a while.
const ROWS: usize = 60_000;

/// Of a killed writer's life.
const MOMENTS: u32 = 12;

/// A sandbox with `src (n int)` and an empty `t (who string, n int)`.
fn with_source() -> Sandbox {
    let sandbox = sandbox();
    let lines: String = (0..ROWS).map(|n| format!("{n}\n")).collect();
    sandbox.write("src/a", lines).unwrap();
    ok(
        &sandbox,
        "create external table src (n int) location 'src'; create external table t (who string, n int) location 't'",
    );
    fs::create_dir(sandbox.path().join("t")).unwrap();
    sandbox
}

fn ok(sandbox: &Sandbox, statement: &str) -> String {
    let run = sandbox.run(&["-S", "-e", statement]).unwrap();
    assert_eq!(
        (run.code, run.stderr.as_str()),
        (Some(0), ""),
        "{statement}"
    );
    run.stdout
}

/// How many rows whose.
fn owners(sandbox: &Sandbox) -> String {
    ok(
        sandbox,
        "select who, count(*), count(distinct n) from t group by who order by who",
    )
}

fn all_of(who: &str) -> String {
    format!("{who}\t{ROWS}\t{ROWS}\n")
}

/// Two runs of a statement at once, by `a` and by `b`.
fn both(sandbox: &Sandbox, statement: &str) -> [Run; 2] {
    let start = |who: &str| {
        let statement = statement.replace("[who]", who);
        sandbox.spawn(&["-S", "-e", &statement]).unwrap()
    };
    [start("a"), start("b")].map(|running| running.wait().unwrap())
}

/// The names in a directory, hidden ones too.
fn names(dir: &Path) -> Vec<String> {
    let names = fs::read_dir(dir)
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap());
    names.collect()
}

#[test]
fn two_inserts_at_once() {
    let sandbox = with_source();
    for run in both(&sandbox, "insert into t select '[who]', n from src") {
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    }
    assert_eq!(owners(&sandbox), all_of("a") + &all_of("b"));
    assert!(
        !names(&sandbox.path().join("t"))
            .iter()
            .any(|n| n.starts_with('.'))
    );
}

#[test]
fn two_overwrites_at_once() {
    let sandbox = with_source();
    for _ in 0..3 {
        for run in both(
            &sandbox,
            "insert overwrite table t select '[who]', n from src",
        ) {
            assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
        }
        let owners = owners(&sandbox);
        assert!(owners == all_of("a") || owners == all_of("b"), "{owners}");
    }
}

/// Two tables made at once: both processes write the metastore.
#[test]
fn two_definitions_at_once() {
    let sandbox = with_source();
    let runs = both(
        &sandbox,
        "create table made_[who] (n int); create database d_[who]; create table same (who string)",
    );
    let codes: Vec<_> = runs.iter().map(|run| run.code).collect();
    assert!(codes.contains(&Some(0)), "{runs:?}");
    for run in &runs {
        let lost = run
            .stderr
            .starts_with("error: table `default.same` already exists");
        assert!(run.code == Some(0) || lost, "{}", run.stderr);
    }
    assert_eq!(
        ok(&sandbox, "show tables"),
        "made_a\nmade_b\nsame\nsrc\nt\n"
    );
}

#[test]
fn killed_while_it_overwrites() {
    let sandbox = with_source();
    let overwrite = |who: &str| format!("insert overwrite table t select '{who}', n from src");
    let start = Instant::now();
    ok(&sandbox, &overwrite("0"));
    let life = start.elapsed();
    let mut old = "0".to_owned();
    for moment in 1..=MOMENTS {
        let new = moment.to_string();
        let running = sandbox.spawn(&["-S", "-e", &overwrite(&new)]).unwrap();
        std::thread::sleep(life * moment / MOMENTS);
        // It may have come to its end.
        let _ = running.signal("KILL");
        running.wait().unwrap();
        let found = owners(&sandbox);
        if found == all_of(&new) {
            old = new;
        } else {
            assert_eq!(
                found,
                all_of(&old),
                "killed after {moment}/{MOMENTS} of {life:?}"
            );
        }
    }
    ok(&sandbox, &overwrite("last"));
    assert_eq!(owners(&sandbox), all_of("last"));
    let left = names(&sandbox.path().join("t"));
    assert!(
        left.len() == 1 || !left.iter().any(|n| n.starts_with('.')),
        "{left:?}"
    );
}

/// Killed while its staged files grow, which is seen in the directory.
#[test]
fn killed_while_it_stages() {
    let sandbox = with_source();
    ok(&sandbox, "insert into t values ('old', 1)");
    let before = names(&sandbox.path().join("t"));
    let (running, staging) = staging(&sandbox);
    running.signal("KILL").unwrap();
    assert_eq!(running.wait().unwrap().code, None);
    assert!(staging.exists());
    assert_eq!(ok(&sandbox, "select * from t"), "old\t1\n");
    ok(&sandbox, "insert into t values ('next', 2)");
    let after = names(&sandbox.path().join("t"));
    assert_eq!(after.len(), before.len() + 1, "{after:?}");
    assert!(!staging.exists());
}

/// An endless statement whose staged files have begun to grow, and their directory.
fn staging(sandbox: &Sandbox) -> (Running, PathBuf) {
    let staging = sandbox.path().join("t/.skep_writes");
    let endless = "insert overwrite table t select 'new', a.n from src a cross join src b";
    let running = sandbox.spawn(&["-S", "-e", endless]).unwrap();
    let start = Instant::now();
    while !has_bytes(&staging) {
        assert!(
            start.elapsed() < Duration::from_secs(30),
            "nothing was staged"
        );
        std::thread::sleep(Duration::from_millis(2));
    }
    (running, staging)
}

/// Whether a file below has grown.
fn has_bytes(dir: &Path) -> bool {
    let Ok(entries) = fs::read_dir(dir) else {
        return false;
    };
    entries.flatten().any(|entry| {
        let path = entry.path();
        if path.is_dir() {
            has_bytes(&path)
        } else {
            path.metadata().is_ok_and(|m| m.len() > 0)
        }
    })
}

/// An interrupt, unlike a kill, leaves nothing behind.
#[test]
fn interrupted_while_it_stages() {
    let sandbox = with_source();
    ok(&sandbox, "insert into t values ('old', 1)");
    let (running, staging) = staging(&sandbox);
    running.signal("INT").unwrap();
    let run = running.wait().unwrap();
    assert_eq!(
        (run.code, run.stdout.as_str(), run.stderr.as_str()),
        (Some(130), "", "error: interrupted\n")
    );
    assert!(!staging.exists());
    assert_eq!(ok(&sandbox, "select * from t"), "old\t1\n");
}

/// A file system of 256 KiB: root mounts it in a name space of its own, others in one where they are root.
#[test]
fn a_full_disk() {
    let mut sandbox = with_source();
    let unshare = ["unshare", "--mount", "--map-root-user"];
    let mount = "mount -t tmpfs -o size=256k none t 2>/dev/null || exit 99";
    let script = "
        insert into t values ('old', 1);
        set hive.cli.errors.ignore=true;
        insert into t select 'into', n from src;
        insert overwrite table t select 'over', n from src;
        insert overwrite local directory 't/out' select * from src;
        create table c location 't/c' as select repeat('x', 1000) x from src;
        select * from t;
        show tables;
        !find t -type f;
    ";
    sandbox.write("script.hql", script).unwrap();
    let after = format!("{mount}; exec \"$0\" \"$@\"");
    let prefix: Vec<&str> = unshare.into_iter().chain(["sh", "-c", &after]).collect();
    sandbox.under(&prefix);
    let run = sandbox.run(&["-S", "-f", "script.hql"]).unwrap();
    if run.code == Some(99) || run.stderr.starts_with("unshare: ") {
        let why = "skipped: no file system may be mounted here, so no disk is full\n";
        std::io::Write::write_all(&mut std::io::stderr(), why.as_bytes()).unwrap();
        return;
    }
    let shown = sandbox.show(&run);
    expect![[r#"
        exit 0
        -- stdout
        old	1
        src
        t
        t/000000_0-[id]
        -- stderr
        error: script.hql:4: cannot write `file:[dir]/t/.skep_writes/[id]/0/000000_0-[id]`: no space left
        hint: free some space and run it again: nothing was changed
        error: script.hql:5: cannot write `file:[dir]/t/.skep_writes/[id]/0/000000_0-[id]`: no space left
        hint: free some space and run it again: nothing was changed
        error: script.hql:6: cannot write `file:[dir]/t/out/.skep_writes/[id]/0/000000_0-[id]`: no space left
        hint: free some space and run it again: nothing was changed
        error: script.hql:7: cannot write `file:[dir]/t/c/.skep_writes/[id]/0/000000_0-[id]`: no space left
        hint: free some space and run it again: nothing was changed
    "#]].assert_eq(&shown);
}
