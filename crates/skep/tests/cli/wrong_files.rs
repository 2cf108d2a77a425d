//! Tables whose files are missing, closed, damaged or something else than was said.

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

use expect_test::{Expect, expect};
use skep_testkit::sandbox::Sandbox;

use super::sandbox;

/// Root may read everything, unless it gives up that right.
const AS_ANYBODY: [&str; 5] = [
    "setpriv",
    "--bounding-set",
    "-dac_override,-dac_read_search",
    "--inh-caps",
    "-all",
];

/// A table `t (n int, word string)` over the directory `t` of a sandbox.
fn over(format: &str) -> Sandbox {
    let sandbox = sandbox();
    let create = format!("create external table t (n int, word string) {format} location 't'");
    let run = sandbox.run(&["-S", "-e", &create]).unwrap();
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    sandbox
}

fn over_text() -> Sandbox {
    over("row format delimited fields terminated by '\\t'")
}

fn check(sandbox: &Sandbox, statement: &str, expected: &Expect) {
    let run = sandbox.run(&["-S", "-e", statement]).unwrap();
    expected.assert_eq(&sandbox.show(&run));
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut child = Command::new("gzip")
        .args(["-c", "-n"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let bytes = bytes.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&bytes));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    output.stdout
}

/// Lines whose gzip is many times 100 bytes.
fn lines() -> String {
    (0..20_000)
        .map(|n: u64| format!("{n}\tw{}\n", n.wrapping_mul(2_654_435_761) % 99_991))
        .collect()
}

#[test]
fn a_missing_directory_and_an_empty_one() {
    let sandbox = over_text();
    check(
        &sandbox,
        "select * from t",
        &expect![[r#"
        exit 1
        -- stderr
        error: cannot list `file:[dir]/t`: no such file or directory
        hint: check the spelling of the location
    "#]],
    );
    check(
        &sandbox,
        "load data local inpath 'nowhere' into table t",
        &expect![[r#"
            exit 1
            -- stderr
            error: cannot load `file:[dir]/nowhere`: there is no such file or directory
            hint: a relative path starts from the directory that skep runs in
        "#]],
    );
    fs::create_dir(sandbox.path().join("t")).unwrap();
    check(
        &sandbox,
        "select count(*) from t",
        &expect![[r#"
        exit 0
        -- stdout
        0
    "#]],
    );
}

#[test]
fn no_permission() {
    let mut sandbox = over_text();
    let file = sandbox.write("t/a", "1\tone\n").unwrap();
    let dir = sandbox.path().join("t");
    let mode = |path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    sandbox.under(&AS_ANYBODY);
    mode(&file, 0o000);
    check(
        &sandbox,
        "select * from t",
        &expect![[r#"
        exit 1
        -- stderr
        error: cannot read `file:[dir]/t/a`: permission denied
        hint: check who owns it and what these credentials may do
    "#]],
    );
    mode(&dir, 0o000);
    check(
        &sandbox,
        "select * from t",
        &expect![[r#"
        exit 1
        -- stderr
        error: cannot list `file:[dir]/t`: permission denied
        hint: check who owns it and what these credentials may do
    "#]],
    );
    mode(&dir, 0o500);
    mode(&file, 0o600);
    check(
        &sandbox,
        "insert into t values (2, 'two')",
        &expect![[r#"
        exit 1
        -- stderr
        error: cannot write to `file:[dir]/t`: permission denied
        hint: check who owns it and what these credentials may do
    "#]],
    );
    check(
        &sandbox,
        "insert overwrite table t values (2, 'two')",
        &expect![[r#"
            exit 1
            -- stderr
            error: cannot write to `file:[dir]/t`: permission denied
            hint: check who owns it and what these credentials may do
        "#]],
    );
    check(
        &sandbox,
        "select * from t",
        &expect![[r#"
        exit 0
        -- stdout
        1	one
    "#]],
    );
    mode(&dir, 0o700);
}

#[test]
fn damaged_gzip() {
    let sandbox = over_text();
    let good = gzip(lines().as_bytes());
    sandbox.write("t/a.gz", &good).unwrap();
    check(
        &sandbox,
        "select count(*), max(n) from t",
        &expect![[r#"
        exit 0
        -- stdout
        20000	19999
    "#]],
    );
    sandbox.write("t/b.gz", &good[..good.len() / 2]).unwrap();
    check(
        &sandbox,
        "select count(*), max(n) from t",
        &expect![[r#"
            exit 1
            -- stderr
            error: cannot read `file:[dir]/t/b.gz`: its Gzip data is damaged: it ends too early
            hint: put back a good copy, or move it out of the directory; is it what its name or its table says?
        "#]],
    );
    let mut flipped = good.clone();
    let at = good.len() / 2;
    flipped.splice(at..at + 8, *b"XXXXXXXX");
    sandbox.write("t/b.gz", &flipped).unwrap();
    let run = sandbox
        .run(&["-S", "-e", "select count(*), max(n) from t"])
        .unwrap();
    // Which of its checks the decoder fails first is its own affair.
    let place = format!(
        "error: cannot read `file:{}/t/b.gz`: its Gzip data is damaged: ",
        sandbox.path().display()
    );
    assert!(
        run.code == Some(1) && run.stdout.is_empty() && run.stderr.starts_with(&place),
        "{}",
        run.stderr
    );
    sandbox.write("t/b.gz", "1\tone\n").unwrap();
    check(
        &sandbox,
        "select count(*), max(n) from t",
        &expect![[r#"
            exit 1
            -- stderr
            error: cannot read `file:[dir]/t/b.gz`: its Gzip data is damaged: deflate decompression error: incorrect header check
            hint: put back a good copy, or move it out of the directory; is it what its name or its table says?
        "#]],
    );
}

/// Its lines are rows; bytes that are no text are no reason to stop.
#[test]
fn a_binary_file_as_text() {
    let sandbox = over_text();
    // A carriage return ends a line too.
    let bytes: Vec<u8> = (0..100_000_u32)
        .map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()[0])
        .filter(|&byte| byte != b'\r')
        .collect();
    let breaks =
        bytes.iter().filter(|&&b| b == b'\n').count() + usize::from(bytes.last() != Some(&b'\n'));
    sandbox.write("t/a", &bytes).unwrap();
    let run = sandbox
        .run(&["-S", "-e", "select count(*) from t; select * from t"])
        .unwrap();
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    assert!(
        run.stdout.starts_with(&format!("{breaks}\n")),
        "{} lines",
        breaks
    );
}

#[test]
fn a_line_without_end() {
    let sandbox = over_text();
    let mut text = b"1\tone\n".to_vec();
    text.resize(100_000_000, b'x');
    sandbox.write("t/a", &text).unwrap();
    check(
        &sandbox,
        "select count(*) from t",
        &expect![[r#"
            exit 1
            -- stderr
            error: cannot read `file:[dir]/t/a`: a line of more than 67108864 bytes begins at byte 6
            hint: put back a good copy, or move it out of the directory; is it what its name or its table says?
        "#]],
    );
    check(
        &sandbox,
        "select n from t limit 1",
        &expect![[r#"
        exit 0
        -- stdout
        1
    "#]],
    );
}

#[test]
fn no_parquet() {
    let sandbox = over("stored as parquet");
    sandbox.write("t/a", "1\tone\n").unwrap();
    check(
        &sandbox,
        "select * from t",
        &expect![[r#"
            exit 1
            -- stderr
            error: cannot read `file:[dir]/t/a`: it is no whole Parquet file: Parquet files are at least 8 bytes long, but file length is 6
            hint: put back a good copy, or move it out of the directory; is it what its name or its table says?
        "#]],
    );
    let make = "create external table g (n int, word string) stored as parquet location 'g'; \
                insert into g values (1, 'one'), (2, 'two')";
    check(
        &sandbox,
        make,
        &expect![[r#"
        exit 0
    "#]],
    );
    let file = fs::read_dir(sandbox.path().join("g"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let good = fs::read(file).unwrap();
    sandbox.write("t/a", &good).unwrap();
    check(
        &sandbox,
        "select * from t",
        &expect![[r#"
        exit 0
        -- stdout
        1	one
        2	two
    "#]],
    );
    sandbox.write("t/a", &good[..good.len() - 20]).unwrap();
    check(
        &sandbox,
        "select * from t",
        &expect![[r#"
            exit 1
            -- stderr
            error: cannot read `file:[dir]/t/a`: it is no whole Parquet file: Invalid Parquet file. Corrupt footer
            hint: put back a good copy, or move it out of the directory; is it what its name or its table says?
        "#]],
    );
    sandbox.write("t/a", "").unwrap();
    check(
        &sandbox,
        "select * from t",
        &expect![[r#"
        exit 0
    "#]],
    );
    // Another table's file.
    let other = "create external table o (word string) stored as parquet location 't'; select count(word) from o; \
                 create external table p (n string, word date) stored as parquet location 't'; select * from p";
    sandbox.write("t/a", &good).unwrap();
    check(
        &sandbox,
        other,
        &expect![[r#"
            exit 0
            -- stdout
            2
            1	NULL
            2	NULL
        "#]],
    );
}

#[test]
fn no_orc() {
    let sandbox = over("stored as orc");
    sandbox.write("t/a", "1\tone\n").unwrap();
    check(
        &sandbox,
        "select * from t",
        &expect![[r#"
            exit 1
            -- stderr
            error: cannot read `file:[dir]/t/a`: it is no whole ORC file: Out of spec, message: File too small for given postscript length
            hint: put back a good copy, or move it out of the directory; is it what its name or its table says?
        "#]],
    );
}

#[test]
fn a_home_that_is_none() {
    let sandbox = sandbox();
    sandbox.write("file", "").unwrap();
    let run = sandbox
        .run(&["-S", "--home", "file", "-e", "create table t (a int)"])
        .unwrap();
    expect![[r#"
        exit 1
        -- stderr
        error: cannot make directory `file:[dir]/file/warehouse/t`: Not a directory (os error 20)
    "#]]
    .assert_eq(&sandbox.show(&run));
    sandbox
        .write(
            "home/metastore.sqlite",
            "not a database, but long enough to be taken for one",
        )
        .unwrap();
    let run = sandbox
        .run(&["-S", "--home", "home", "-e", "show tables"])
        .unwrap();
    expect![[r#"
        exit 1
        -- stderr
        error: metastore `[dir]/home/metastore.sqlite` is damaged: file is not a database
    "#]]
    .assert_eq(&sandbox.show(&run));
}
