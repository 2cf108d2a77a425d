//! `skep log --follow`: rows while the log grows and is rotated.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::process::{ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use super::sandbox;

fn line(host: &str) -> String {
    format!("{host} - - [10/Oct/2000:13:55:36 -0700] \"GET / HTTP/1.1\" 200 1 \"-\" \"-\"\n")
}

/// For a row to come.
const PATIENCE: Duration = Duration::from_secs(60);

/// The rows as they come.
fn rows(stdout: ChildStdout) -> Receiver<String> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for row in BufReader::new(stdout).lines() {
            sender.send(row.unwrap()).unwrap();
        }
    });
    receiver
}

#[test]
fn rows_come_as_lines_are_written_and_over_rotations() {
    let sandbox = sandbox();
    let log = sandbox.path().join("log");
    let append = |name: &str, text: &str| {
        let path = sandbox.path().join(name);
        let mut file = File::options()
            .append(true)
            .create(true)
            .open(path)
            .unwrap();
        file.write_all(text.as_bytes()).unwrap();
    };
    append("log", &line("one"));
    let mut child = Command::new(env!("CARGO_BIN_EXE_skep"))
        .args(["log", "--follow", "--fields", "host", "log"])
        .current_dir(sandbox.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let rows = rows(child.stdout.take().unwrap());
    let next = || rows.recv_timeout(PATIENCE).unwrap();
    assert_eq!(next(), "one");
    // Half a line is no row.
    let two = line("two");
    let (half, rest) = two.split_at(10);
    append("log", half);
    append("log", rest);
    assert_eq!(next(), "two");
    // Rotated as logrotate does it with `create`, while the server still has the old file.
    fs::rename(&log, sandbox.path().join("log.1")).unwrap();
    append("log", "");
    append("log.1", &line("three"));
    assert_eq!(next(), "three");
    append("log", &line("four"));
    assert_eq!(next(), "four");
    append("log.1", &line("late"));
    assert_eq!(next(), "late");
    // Cut and written anew.
    fs::write(&log, line("five")).unwrap();
    assert_eq!(next(), "five");
    let pid = child.id().to_string();
    let killed = Command::new("kill").args(["-INT", &pid]).status().unwrap();
    assert!(killed.success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    let told = String::from_utf8(output.stderr).unwrap();
    for part in [
        "`log` was rotated",
        "`log` was cut",
        "read 6 lines: 6 written, 0 filtered out, 0 rejected",
    ] {
        assert!(told.contains(part), "{part} in {told}");
    }
}
