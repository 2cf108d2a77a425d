//! `skep log` and what it must not lose: the log itself, a line, and that it was interrupted.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};

use super::sandbox;

const LINE: &str =
    "192.0.2.1 - - [10/Oct/2000:13:55:36 -0700] \"GET / HTTP/1.1\" 200 1 \"-\" \"-\"\n";

#[test]
fn a_log_that_is_read_is_not_written_over() {
    let sandbox = sandbox();
    let path = sandbox.path().join("log");
    let text = format!("{LINE}{LINE}no line of a log\n");
    fs::write(&path, &text).unwrap();
    fs::hard_link(&path, sandbox.path().join("link")).unwrap();
    for arguments in [
        &["log", "log", "--rejects", "log"][..],
        &["log", "log", "--rejects", "./link"],
        &["log", "log", "--html", "link"],
        &["log", "--follow", "coming", "--rejects", "coming"],
    ] {
        let run = sandbox.run(arguments).unwrap();
        assert_eq!(
            (run.code, run.stdout.as_str()),
            (Some(2), ""),
            "{arguments:?}"
        );
        assert!(run.stderr.contains("would write over"), "{}", run.stderr);
        assert_eq!(fs::read_to_string(&path).unwrap(), text, "{arguments:?}");
    }
    let input = Command::new(env!("CARGO_BIN_EXE_skep"))
        .args(["log", "--rejects", "log"])
        .current_dir(sandbox.path())
        .stdin(File::open(&path).unwrap())
        .output()
        .unwrap();
    assert_eq!(input.status.code(), Some(2));
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
    let run = sandbox.run(&["log", "log", "--rejects", "-"]).unwrap();
    assert_eq!(run.code, Some(2), "{}", run.stderr);
    let run = sandbox.run(&["log", "log", "--rejects", "bad"]).unwrap();
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert_eq!(
        fs::read_to_string(sandbox.path().join("bad")).unwrap(),
        "no line of a log\n"
    );
}

/// Ctrl-C ends a pipe's writer too: what came of it is a part, however it ended.
#[test]
fn a_pipe_that_ends_after_an_interrupt_is_not_done() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_skep"))
        .args(["log", "--fields", "host"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(LINE.as_bytes()).unwrap();
    // With the first row the signal's handler is in place.
    let mut row = String::new();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    stdout.read_line(&mut row).unwrap();
    assert_eq!(row, "192.0.2.1\n");
    let pid = child.id().to_string();
    let killed = Command::new("kill").args(["-INT", &pid]).status().unwrap();
    assert!(killed.success());
    // It is noted by a thread of its own: lines go in, and rows out, until they are not taken any more.
    let rows = std::thread::spawn(move || std::io::copy(&mut stdout, &mut std::io::sink()));
    while stdin.write_all(LINE.as_bytes()).is_ok() {}
    drop(stdin);
    rows.join().unwrap().unwrap();
    let mut told = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut told)
        .unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130), "{told}");
    assert!(told.contains(" 0 filtered out, 0 rejected"), "{told}");
}

#[test]
fn a_first_line_too_long_is_told_while_following() {
    let sandbox = sandbox();
    let long = "x".repeat(2000);
    fs::write(sandbox.path().join("log"), format!("{long}\n{LINE}")).unwrap();
    let arguments = [
        "log",
        "--follow",
        "--limit",
        "1",
        "--max-line",
        "1000",
        "log",
    ];
    let run = sandbox.run(&arguments).unwrap();
    assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""));
    assert!(
        run.stderr.contains("looks like no known log"),
        "{}",
        run.stderr
    );
}
