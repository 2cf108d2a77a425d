//! Servers that don't answer: the deadline holds, and nothing is left running.

#![expect(clippy::unwrap_used, reason = "tests may panic")]

use std::net::TcpListener;
use std::os::unix::net::UnixListener;
use std::time::{Duration, Instant};

use skep_database::check::CheckErrorKind;
use skep_testkit::database::MariaDb;

use crate::asked::Asker;

const TIMEOUT: Duration = Duration::from_millis(700);

fn asker(url: &str) -> Asker {
    Asker {
        timeout: TIMEOUT,
        ..Asker::new(url)
    }
}

#[test]
fn a_server_that_accepts_and_says_nothing() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let late = asker(&format!("mysql://u:secret@127.0.0.1:{port}/d"));
    late.is_late("t", "gave no answer within 0.7 s (while connecting)");
    let dir = tempfile::tempdir().unwrap();
    let socket = dir.path().join("s");
    let _listener = UnixListener::bind(&socket).unwrap();
    let late = asker(&format!("mysql://u:secret@h/d?socket={}", socket.display()));
    late.is_late("t", "(while connecting)");
}

#[test]
fn a_host_that_swallows_everything() {
    // TEST-NET-1 (RFC 5737): nobody answers, or the network says so at once.
    let asker = asker("mysql://u:secret@192.0.2.1/d");
    let started = Instant::now();
    assert!(asker.ask("t", &[], 1).is_err());
    assert!(started.elapsed() < TIMEOUT + Duration::from_millis(500));
}

#[test]
fn a_stopped_server_is_left_without_our_query() {
    let Some(server) = MariaDb::start().unwrap() else {
        return;
    };
    server
        .sql("create database d; create table d.t (id int); insert into d.t values (1)")
        .unwrap();
    let late = asker(&server.url("d"));
    late.check("t", &[], true);
    server.signal("STOP").unwrap();
    late.is_late("t", "gave no answer within 0.7 s");
    server.signal("CONT").unwrap();
    nobody_is_left(&server);
    late.check("t", &[], true);
}

#[test]
fn a_slow_query_is_stopped() {
    let Some(server) = MariaDb::start().unwrap() else {
        return;
    };
    // Each row takes a moment, in a view that no condition gets into.
    server
        .sql("create database d; create view d.slow as select sum(sleep(0.05)) as x from seq_1_to_1000")
        .or_else(|_| {
            server.sql(
                "create database if not exists d; create table d.n (i int); insert into d.n values (1),(2),(3),(4),(5),(6),(7),(8),(9),(10); \
                 create view d.slow as select sum(sleep(0.05)) as x from d.n a, d.n b, d.n c",
            )
        })
        .unwrap();
    let late = asker(&server.url("d"));
    let started = Instant::now();
    late.fails("slow", &[], CheckErrorKind::Late, "");
    assert!(started.elapsed() < TIMEOUT + Duration::from_millis(500));
    nobody_is_left(&server);
}

#[test]
fn a_table_that_is_locked_is_not_waited_for() {
    let Some(server) = MariaDb::start().unwrap() else {
        return;
    };
    server
        .sql("create database d; create table d.t (id int); insert into d.t values (1)")
        .unwrap();
    let mut client = server.program("mariadb").unwrap().unwrap();
    client.args(["-e", "lock tables d.t write; select sleep(30)"]);
    let mut locker = client.stdout(std::process::Stdio::null()).spawn().unwrap();
    wait_for(
        &server,
        "select count(*) from information_schema.processlist where info like '%sleep(30)%' and id <> connection_id()",
        "1\n",
    );
    asker(&server.url("d")).is_late("t", "");
    locker.kill().unwrap();
    locker.wait().unwrap();
    wait_for(&server, OURS, "0\n");
}

/// Connections of the user that asks.
const OURS: &str = "select count(*) from information_schema.processlist where user = 'skep'";

/// Soon nothing of ours runs, and no connection of ours is open.
fn nobody_is_left(server: &MariaDb) {
    wait_for(server, OURS, "0\n");
}

fn wait_for(server: &MariaDb, question: &str, answer: &str) {
    let started = Instant::now();
    let mut last = String::new();
    while started.elapsed() < Duration::from_secs(20) {
        last = server.sql(question).unwrap();
        if last == answer {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let left = server.sql("show full processlist").unwrap();
    panic!("{question}: {last}\n{left}");
}
