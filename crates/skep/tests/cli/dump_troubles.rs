//! `skep dump` when things go wrong: a signal, a server or a store that isn't there.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use expect_test::expect;
use skep_testkit::sandbox::Sandbox;

use crate::dumps::{check, shop};

/// Files that are being written.
fn half_files(sandbox: &Sandbox) -> Vec<PathBuf> {
    let books = sandbox.path().join("backups/shop/_tables/big");
    let Ok(entries) = std::fs::read_dir(books) else {
        return Vec::new();
    };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "part")
        })
        .collect()
}

#[test]
fn who_interrupts_a_dump_finds_nothing_half() {
    let Some((server, sandbox)) = shop() else {
        return;
    };
    server
        .sql("use shop; create table big as select seq, repeat(md5(seq), 10) t from seq_1_to_20000")
        .unwrap();
    // Six megabytes would take a minute.
    let slow = ["dump", "--to=backups", "--whole=big", "--max-rate=100K"];
    for signal in ["INT", "TERM"] {
        let running = sandbox.spawn(&slow).unwrap();
        let start = Instant::now();
        while half_files(&sandbox).is_empty() {
            assert!(start.elapsed() < Duration::from_secs(30));
            std::thread::sleep(Duration::from_millis(5));
        }
        running.signal(signal).unwrap();
        let run = running.wait().unwrap();
        assert_eq!(
            sandbox.show(&run),
            "exit 130\n-- stderr\nerror: interrupted; what is done stays done, and the next run goes on from there\n"
        );
        assert!(half_files(&sandbox).is_empty(), "{signal}");
    }
}

#[test]
fn what_cannot_be_reached_is_told_once() {
    let Some((mut server, mut sandbox)) = shop() else {
        return;
    };
    sandbox.write("file", "").unwrap();
    check(
        &sandbox,
        &["dump", "--to=file", "--whole=*"],
        &expect![[r#"
            exit 2
            -- stderr
            error: cannot write to `[dir]/file`: File exists (os error 17)
        "#]],
    );
    sandbox.env("AWS_ACCESS_KEY_ID", "key");
    sandbox.env("AWS_SECRET_ACCESS_KEY", "secret");
    sandbox.env("AWS_ENDPOINT_URL", "http://127.0.0.1:1");
    let run = sandbox
        .run(&["dump", "--to=s3://backups/shop", "--whole=*"])
        .unwrap();
    assert_eq!(run.code, Some(3), "{}", run.stderr);
    let first = run.stderr.lines().next().unwrap();
    assert!(
        first.starts_with("error: cannot list `s3://backups/shop`: "),
        "{first}"
    );
    assert_eq!(run.stderr.matches("error: ").count(), 1, "{}", run.stderr);
    server.stop();
    let run = sandbox.run(&["dump", "--to=backups", "--whole=*"]).unwrap();
    assert_eq!(run.code, Some(3), "{}", run.stderr);
    assert!(
        run.stderr
            .ends_with("\nhint: is the server running? check host, port and socket\n"),
        "{}",
        run.stderr
    );
}
