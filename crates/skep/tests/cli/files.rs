//! Files asked by their paths, and standard input.

use skep_testkit::sandbox::Sandbox;

use super::sandbox;

#[track_caller]
fn ok(sandbox: &Sandbox, statement: &str, input: &[u8], expected: &str) {
    let run = sandbox
        .run_with_input(&["-S", "-e", statement], input)
        .unwrap();
    assert_eq!(
        (run.code, run.stdout.as_str(), run.stderr.as_str()),
        (Some(0), expected, "")
    );
}

#[track_caller]
fn fails(sandbox: &Sandbox, statement: &str, expected: &[&str]) {
    let run = sandbox.run(&["-S", "-e", statement]).unwrap();
    assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""));
    for part in expected {
        assert!(run.stderr.contains(part), "{}", run.stderr);
    }
}

#[test]
fn standard_input_is_read_twice_and_unpacked() {
    let sandbox = sandbox();
    let rows = b"id,word\n1,one\n2,two\n";
    ok(
        &sandbox,
        "select sum(id), max(word) from `-`",
        rows,
        "3\ttwo\n",
    );
    let twice = "select count(*) from `-` a join `-` b on a.id < b.id; select count(*) from `-`";
    ok(&sandbox, twice, rows, "1\n2\n");
    ok(&sandbox, "select sum(line) from `-`", b"1\n2\n", "3.0\n");
    // `printf '1\n2\n' | gzip -n`
    let packed = [
        31, 139, 8, 0, 0, 0, 0, 0, 0, 3, 51, 228, 50, 226, 2, 0, 97, 120, 225, 105, 4, 0, 0, 0,
    ];
    ok(&sandbox, "select sum(line) from `-`", &packed, "3.0\n");
    ok(&sandbox, "select count(*) from `-`", b"", "0\n");
}

#[test]
fn a_script_from_standard_input_leaves_nothing_to_read() {
    let run = sandbox()
        .run_with_input(&["-S"], b"select * from `-`;")
        .unwrap();
    assert_eq!(run.code, Some(1));
    assert!(
        run.stderr.contains("give them with -e or -f"),
        "{}",
        run.stderr
    );
}

#[test]
fn paths_begin_in_the_current_directory() {
    let sandbox = sandbox();
    sandbox.write("in/A.tsv", "5\tx\n6\ty\n").unwrap();
    sandbox.write("in/B.json", "{\"a\":1}\n").unwrap();
    sandbox.write("in/c.parquet", "PAR1").unwrap();
    ok(
        &sandbox,
        "select _c1 from `./in/A.tsv` where _c0 = 6",
        b"",
        "y\n",
    );
    ok(&sandbox, "select a from `in/*.json`", b"", "1\n");
    fails(
        &sandbox,
        "select * from `in/D*`",
        &["no file is named by `in/D*`", "dfs -ls"],
    );
    fails(
        &sandbox,
        "select * from `in/*`",
        &[
            "of different kinds",
            "A.tsv` is text",
            "c.parquet` is Parquet",
        ],
    );
    fails(
        &sandbox,
        "create external table t like file 'in/*.tsv'",
        &[
            "names 1 of the 3 files",
            "create view t as select * from `in/*.tsv`",
        ],
    );
    fails(
        &sandbox,
        "create table t like file orc 'in/A.tsv'",
        &["is not orc: it holds TSV"],
    );
}
