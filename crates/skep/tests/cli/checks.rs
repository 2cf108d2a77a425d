//! `skep check` from the outside.

use std::time::{Duration, Instant};

use expect_test::{Expect, expect};
use skep_testkit::database::{MariaDb, PASSWORD};
use skep_testkit::sandbox::Sandbox;

use super::sandbox;

/// A server with a table, and a sandbox whose `~/.my.cnf` leads there.
fn with_server() -> Option<(MariaDb, Sandbox)> {
    let server = MariaDb::start().unwrap()?;
    server
        .sql("create database shop; create table shop.e (id int, at datetime); insert into shop.e values (1, utc_timestamp()), (2, null)")
        .unwrap();
    let sandbox = sandbox();
    let password = PASSWORD.replace('"', "\\\"");
    let port = server.port;
    let options = format!(
        "[client]\nhost=127.0.0.1\nport={port}\nuser=skep\npassword=\"{password}\"\ndatabase=shop\n"
    );
    sandbox.write(".my.cnf", &options).unwrap();
    Some((server, sandbox))
}

fn check(sandbox: &Sandbox, arguments: &[&str], expected: &Expect) {
    let run = sandbox.run(&[&["check"], arguments].concat()).unwrap();
    let shown = sandbox.show(&run);
    // Ports and times differ.
    let masked = match shown.find("time=") {
        Some(at) => {
            let (before, after) = shown.split_at(at);
            let rest = after.split_once("s;").map_or("", |(_, rest)| rest);
            format!("{before}time=[t]s;{rest}")
        }
        None => shown,
    };
    expected.assert_eq(&masked);
}

#[test]
fn the_answer_is_one_line() {
    let Some((_server, sandbox)) = with_server() else {
        return;
    };
    check(
        &sandbox,
        &["e", "id=1"],
        &expect![[r#"
        exit 0
        -- stdout
        1
    "#]],
    );
    check(
        &sandbox,
        &["e", "id=3"],
        &expect![[r#"
        exit 0
        -- stdout
        0
    "#]],
    );
    check(
        &sandbox,
        &["e", "--max-age", "1h", "at", "--min-rows", "1"],
        &expect![[r#"
        exit 0
        -- stdout
        1
    "#]],
    );
    check(
        &sandbox,
        &["e", "--min-rows", "3"],
        &expect![[r#"
        exit 0
        -- stdout
        0
    "#]],
    );
    check(
        &sandbox,
        &["-q", "e", "id=1"],
        &expect![[r#"
        exit 0
    "#]],
    );
    check(
        &sandbox,
        &["-q", "e", "id=3"],
        &expect![[r#"
        exit 1
    "#]],
    );
}

#[test]
fn what_cannot_be_told_is_no_answer() {
    let Some((mut server, sandbox)) = with_server() else {
        return;
    };
    let place = format!("127.0.0.1:{}", server.port);
    let told = |arguments: &[&str]| {
        let run = sandbox.run(&[&["check"], arguments].concat()).unwrap();
        assert!(run.stderr.lines().count() <= 1, "{}", run.stderr);
        (run.code, run.stdout, run.stderr.replace(&place, "[place]"))
    };
    let nothing = |code, message: &str| (Some(code), String::new(), format!("error: {message}\n"));
    assert_eq!(
        told(&["e", "id=x"]),
        nothing(2, "`x` is no value for the column `id`, whose type is int")
    );
    assert_eq!(
        told(&["nope"]),
        nothing(
            2,
            "`skep@[place]/shop`: Table 'shop.nope' doesn't exist (check the table's name)"
        )
    );
    assert_eq!(told(&["nope", "--on-error", "0"]).1, "0\n");
    server.stop();
    let gone = "cannot reach `skep@[place]/shop`: Connection refused (os error 111)";
    assert_eq!(told(&["e"]), nothing(3, gone));
    assert_eq!(
        told(&["e", "--on-error", "unsupported"]),
        (Some(0), "ZBX_NOTSUPPORTED\n".to_owned(), String::new())
    );
    let (code, line, _) = told(&["e", "--nagios"]);
    assert_eq!(code, Some(3));
    assert!(
        line.starts_with("SKEP UNKNOWN - cannot reach `skep@"),
        "{line}"
    );
}

#[test]
fn nagios_has_its_own_words() {
    let Some((_server, sandbox)) = with_server() else {
        return;
    };
    check(
        &sandbox,
        &["--nagios", "e", "id=1"],
        &expect![[r#"
        exit 0
        -- stdout
        SKEP OK - e has the row | time=[t]s;;;0;2.5 rows=1;1:;1:;0
    "#]],
    );
    check(
        &sandbox,
        &["--nagios", "e", "id=3"],
        &expect![[r#"
        exit 2
        -- stdout
        SKEP CRITICAL - e has no such row | time=[t]s;;;0;2.5 rows=0;1:;1:;0
    "#]],
    );
    check(
        &sandbox,
        &["--nagios", "e", "--min-rows", "5"],
        &expect![[r#"
        exit 1
        -- stdout
        SKEP WARNING - e has 2 of 5 rows | time=[t]s;;;0;2.5 rows=2;5:;1:;0
    "#]],
    );
}

#[test]
fn a_rails_application_is_understood_and_passwords_are_not_shown() {
    let Some((server, sandbox)) = with_server() else {
        return;
    };
    let yml = format!(
        "default: &default\n  adapter: mysql2\n  username: skep\n  host: 127.0.0.1\n  port: {}\n\
         production:\n  <<: *default\n  database: shop\n  password: <%= ENV['PW'] %>\n",
        server.port
    );
    let mut sandbox = sandbox;
    sandbox.write("config/database.yml", &yml).unwrap();
    sandbox.env("PW", "\"it's a \\\"secret\\\"\"");
    let line = [
        "check",
        "e",
        "id=1",
        "--config",
        "config/database.yml",
        "--env",
        "production",
    ];
    let run = sandbox.run(&line).unwrap();
    assert_eq!(sandbox.show(&run), "exit 0\n-- stdout\n1\n");
    sandbox.env("PW", "hunter2");
    let run = sandbox.run(&line).unwrap();
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""));
    assert!(
        run.stderr.contains("Access denied") && !run.stderr.contains("hunter2"),
        "{}",
        run.stderr
    );
    let run = sandbox
        .run(&["check", "e", "--url", "mysql://u:hunter2@h/d"])
        .unwrap();
    assert_eq!(run.code, Some(2));
    assert!(
        run.stderr.contains("by `ps`") && !run.stderr.contains("hunter2"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_stuck_server_is_answered_for_and_a_stopped_check_ends_at_once() {
    let Some((server, sandbox)) = with_server() else {
        return;
    };
    server.signal("STOP").unwrap();
    let started = Instant::now();
    let run = sandbox.run(&["check", "e"]).unwrap();
    let took = started.elapsed();
    assert_eq!((run.code, run.stdout.as_str()), (Some(3), ""));
    assert!(
        run.stderr.contains("gave no answer within 2.5 s"),
        "{}",
        run.stderr
    );
    assert!(took < Duration::from_secs(3), "{took:?}");
    let running = sandbox.spawn(&["check", "e", "--timeout", "30"]).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    running.signal("TERM").unwrap();
    let started = Instant::now();
    let run = running.wait().unwrap();
    assert_eq!((run.code, run.stdout.as_str()), (Some(130), ""));
    assert!(started.elapsed() < Duration::from_secs(5));
    server.signal("CONT").unwrap();
}

#[test]
fn a_partition_with_data_is_there() {
    let sandbox = sandbox();
    sandbox.write("hits/dt=2026-11-21/a.tsv", "x\n").unwrap();
    sandbox.write("hits/dt=2026-11-22/a.tsv", "").unwrap();
    sandbox.write("hits/dt=2026-11-23/_a.tsv", "x\n").unwrap();
    let run = sandbox
        .run(&["-S", "-e", "create external table hits (s string) partitioned by (dt string) location 'hits'; msck repair table hits"])
        .unwrap();
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    for (conditions, there) in [
        (&["dt=2026-11-21"][..], "1\n"),
        (&["dt=2026-11-22"], "0\n"),
        (&["dt=2026-11-23"], "0\n"),
        (&["dt=2026-11-20"], "0\n"),
        (&["dt>=2026-11-21"], "1\n"),
        (&["dt>2026-11-21"], "0\n"),
        (&["dt in (2026-11-22, 2026-11-21)"], "1\n"),
        (&["dt!=2026-11-21"], "0\n"),
        (&["dt=yesterday"], "0\n"),
        (&[], "1\n"),
    ] {
        let run = sandbox
            .run(&[&["check", "lake:hits"], conditions].concat())
            .unwrap();
        assert_eq!(
            (run.stdout.as_str(), run.stderr.as_str()),
            (there, ""),
            "{conditions:?}"
        );
    }
    for (arguments, said) in [
        (
            &["lake:hits", "s=x"][..],
            "`s` is no partition key of `hits`",
        ),
        (&["lake:nope"], "does not exist"),
        (
            &["lake:hits", "--home", "elsewhere"],
            "there is no metastore in",
        ),
    ] {
        let run = sandbox.run(&[&["check"], arguments].concat()).unwrap();
        assert_eq!(
            (run.code, run.stdout.as_str()),
            (Some(2), ""),
            "{}",
            run.stderr
        );
        assert!(run.stderr.contains(said), "{}", run.stderr);
    }
}
