//! The process among others: closed pipes and interrupts.

use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::sandbox;

#[test]
fn a_closed_pipe_is_no_error() {
    let sandbox = sandbox();
    let mut script = String::from("select 1;\n");
    for _ in 0..2000 {
        script.push_str("select repeat('x', 1000);\n");
    }
    sandbox.write("long.hql", script).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_skep"))
        .args(["-S", "-f", "long.hql"])
        .current_dir(sandbox.path())
        .env("SKEP_HOME", sandbox.path().join("home"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 1];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), stderr.as_str()), (Some(0), ""));
}

#[test]
fn an_interrupt_stops_a_script_with_exit_130() {
    let sandbox = sandbox();
    let script = "select 'started';\n!sleep 50;\nselect 'not reached';\n";
    let mut running = sandbox.spawn(&["-S"]).unwrap();
    running
        .child
        .stdin
        .take()
        .unwrap()
        .write_all(script.as_bytes())
        .unwrap();
    // The statement has begun when its child process is there.
    let pid = running.child.id().to_string();
    while !Command::new("pgrep")
        .args(["-P", &pid])
        .output()
        .unwrap()
        .status
        .success()
    {
        assert!(
            running.child.try_wait().unwrap().is_none(),
            "ended before its second statement"
        );
        std::thread::sleep(Duration::from_millis(5));
    }
    running.signal("INT").unwrap();
    let run = running.wait().unwrap();
    assert_eq!(
        (run.code, run.stdout.as_str()),
        (Some(130), "started\n"),
        "{}",
        run.stderr
    );
}
