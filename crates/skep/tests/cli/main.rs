//! The binary from the outside: what it prints on stdout and stderr, and how it ends.
//!
//! One test binary with inline snapshots. `[dir]` stands for the sandbox, `[t]` for a time.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod answers;
mod checks;
mod dump_troubles;
mod dumps;
mod files;
mod flags;
mod kept_logs;
mod lakes;
mod log;
mod monitors;
mod objects;
mod process;
mod projects;
mod scripts;
mod summaries;
mod writes;
mod wrong_files;
mod wrong_statements;

use expect_test::Expect;
use skep_testkit::sandbox::Sandbox;

/// A sandbox for the binary under test.
fn sandbox() -> Sandbox {
    Sandbox::new(env!("CARGO_BIN_EXE_skep")).unwrap()
}

/// Runs in a new sandbox and compares everything.
fn check(arguments: &[&str], expected: &Expect) {
    let sandbox = sandbox();
    let run = sandbox.run(arguments).unwrap();
    expected.assert_eq(&sandbox.show(&run));
}

/// Runs a script on standard input in a new sandbox and compares everything.
fn check_script(script: &str, expected: &Expect) {
    let sandbox = sandbox();
    let run = sandbox.run_with_input(&[], script.as_bytes()).unwrap();
    expected.assert_eq(&sandbox.show(&run));
}

/// A sandbox with the table `fruit (name string, n int)` of three rows, one of them odd.
fn with_fruit() -> Sandbox {
    let sandbox = sandbox();
    sandbox
        .write("fruit/a.tsv", "apple\t3\npear\tmany\n\\N\t7\n")
        .unwrap();
    let run = sandbox
        .run(&[
            "-S",
            "-e",
            "create external table fruit (name string, n int) row format delimited \
             fields terminated by '\\t' location 'fruit'",
        ])
        .unwrap();
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    sandbox
}
