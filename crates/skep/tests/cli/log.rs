//! `skep log`: rows, counts and exit codes.

mod follow;

use expect_test::{Expect, expect};
use skep_testkit::sandbox::Sandbox;

use super::sandbox;

/// Five lines: three that fit, one that is cut off, and one of a client that talks TLS.
const LOG: &str = r#"192.0.2.1 - bob [10/Oct/2000:13:55:36 -0700] "GET /a,b?x=1&y=%22 HTTP/1.1" 200 2326 "-" "curl/8, \"x\""
192.0.2.2 - - [10/Oct/2000:13:55:37 -0700] "POST /api/v1 HTTP/1.1" 503 - "https://example.com/" "Mozilla/5.0"
192.0.2.3 - - [10/Oct/2000:13:55:38 -0700] "GET / HTTP/1.1" 200 10 "-" "Mozilla/5.0 (cut
192.0.2.4 - - [10/Oct/2000:13:55:39 -0700] "\x16\x03\x01\xe4" 400 226 "-" "-"
192.0.2.5 - - [11/Oct/2000:00:00:00 +0200] "GET /old HTTP/1.1" 404 5 "-" "Mozilla/5.0"
"#;

fn with_log() -> Sandbox {
    let sandbox = sandbox();
    sandbox.write("access.log", LOG).unwrap();
    sandbox
}

fn check(arguments: &[&str], expected: &Expect) {
    let sandbox = with_log();
    let run = sandbox.run(&[&["log"], arguments].concat()).unwrap();
    expected.assert_eq(&sandbox.show(&run));
}

#[test]
fn all_fields_are_rows_of_csv() {
    check(
        &["access.log", "--header"],
        &expect![[r#"
        exit 0
        -- stdout
        host,ident,user,time,method,path,query,protocol,status,bytes,referer,agent
        192.0.2.1,,bob,2000-10-10T13:55:36-07:00,GET,"/a,b",x=1&y=%22,HTTP/1.1,200,2326,,"curl/8, ""x"""
        192.0.2.2,,,2000-10-10T13:55:37-07:00,POST,/api/v1,,HTTP/1.1,503,,https://example.com/,Mozilla/5.0
        192.0.2.4,,,2000-10-10T13:55:39-07:00,,,,,400,226,,
        192.0.2.5,,,2000-10-11T00:00:00+02:00,GET,/old,,HTTP/1.1,404,5,,Mozilla/5.0
        -- stderr
        format: combined
        read 5 lines: 4 written, 0 filtered out, 1 rejected (first: access.log:3, `agent` doesn't fit)
    "#]],
    );
}

#[test]
fn chosen_fields_and_lines() {
    check(
        &[
            "access.log",
            "-q",
            "--fields",
            "time,host,path,bytes",
            "--where",
            "status >= 500 or path like '/a%'",
            "--utc",
        ],
        &expect![[r#"
            exit 0
            -- stdout
            2000-10-10T20:55:36Z,192.0.2.1,"/a,b",2326
            2000-10-10T20:55:37Z,192.0.2.2,/api/v1,
        "#]],
    );
    check(
        &[
            "access.log",
            "--fields",
            "host,params,request",
            "--to",
            "json",
            "--limit",
            "1",
        ],
        &expect![[r#"
            exit 0
            -- stdout
            {"host":"192.0.2.1","params":{"x":"1","y":"\""},"request":"GET /a,b?x=1&y=%22 HTTP/1.1"}
            -- stderr
            format: combined
            read 1 line: 1 written, 0 filtered out, 0 rejected; stopped at --limit
        "#]],
    );
    check(
        &[
            "access.log",
            "--fields",
            "request,agent",
            "--to",
            "tsv",
            "--where",
            "method is null",
            "-q",
        ],
        &expect![[r#"
            exit 0
            -- stdout
            \\xe4	
        "#]],
    );
}

#[test]
fn times_choose_lines() {
    // 22:00 on the 10th in UTC is midnight there; the other lines are of 20:55.
    check(
        &[
            "access.log",
            "-q",
            "--fields",
            "host,time",
            "--since",
            "2000-10-11",
            "--time-zone",
            "Europe/Berlin",
        ],
        &expect![[r#"
            exit 0
            -- stdout
            192.0.2.5,2000-10-11T00:00:00+02:00
        "#]],
    );
    check(
        &[
            "access.log",
            "-q",
            "--fields",
            "host",
            "--since",
            "2000-10-10T20:55:37Z",
            "--until",
            "2000-10-10T20:55:39Z",
        ],
        &expect![[r#"
            exit 0
            -- stdout
            192.0.2.2
        "#]],
    );
}

#[test]
fn a_line_that_does_not_fit_is_kept_told_or_fatal() {
    let sandbox = with_log();
    let run = sandbox
        .run(&[
            "log",
            "access.log",
            "-q",
            "--strict",
            "--rejects",
            "bad.log",
            "--fields",
            "host",
        ])
        .unwrap();
    expect![[r#"
        exit 1
        -- stdout
        192.0.2.1
        192.0.2.2
        192.0.2.4
        192.0.2.5
    "#]]
    .assert_eq(&sandbox.show(&run));
    let bad = std::fs::read_to_string(sandbox.path().join("bad.log")).unwrap();
    assert_eq!(bad, format!("{}\n", LOG.lines().nth(2).unwrap()));
    check(
        &[
            "access.log",
            "--keep",
            "--fields",
            "host,status,bytes,agent",
            "--where",
            "status = 200",
        ],
        &expect![[r#"
            exit 0
            -- stdout
            192.0.2.1,200,2326,"curl/8, ""x"""
            192.0.2.3,200,10,
            -- stderr
            format: combined
            read 5 lines: 2 written, 3 filtered out, 0 rejected; 1 of those written don't fit (first: access.log:3, `agent` doesn't fit)
        "#]],
    );
}

#[test]
fn what_cannot_be_done_is_told() {
    check(
        &["missing.log"],
        &expect![[r#"
        exit 1
        -- stderr
        error: cannot read `missing.log`: No such file or directory (os error 2)
    "#]],
    );
    check(
        &["access.log", "--fields", "hots"],
        &expect![[r#"
        exit 2
        -- stderr
        format: combined
        error: a line of the format `combined` has no field `hots`; it has host, ident, user, time, time_offset, request, method, path, query, params, protocol, status, status_class, bytes, referer, agent, line; did you mean `host`?
    "#]],
    );
    check(
        &["access.log", "--where", "status >"],
        &expect![[r#"
        exit 2
        -- stderr
        format: combined
        error: line 1, column 9: expected an expression, found the end
          status >
                  ^
    "#]],
    );
    check(
        &["--format", "%h%l", "access.log"],
        &expect![[r#"
        exit 2
        -- stderr
        error: property `log.format` has the value `%h%l`: nobody can tell where `%h` ends: nothing stands between it and `%l`
    "#]],
    );
    check(
        &["access.log", "--since", "tomorrow"],
        &expect![[r#"
        exit 2
        -- stderr
        error: `tomorrow` is no time: 2015-05-17, `2015-05-17 10:05:03`, 2015-05-17T10:05:03+02:00, today, yesterday, now, now-2h and -1d are
    "#]],
    );
    check(
        &["."],
        &expect![[r#"
        exit 1
        -- stderr
        error: cannot read `.`: it is a directory; name its files: `dir/*`
    "#]],
    );
    let sandbox = sandbox();
    sandbox.write("words", "to be or not\n").unwrap();
    let run = sandbox.run(&["log", "words"]).unwrap();
    expect![[r#"
        exit 1
        -- stderr
        error: `words` looks like no known log; its first line is `to be or not`
        hint: give its format, as in the server's configuration, with --format; `skep log --list-formats` prints the names
    "#]].assert_eq(&sandbox.show(&run));
}

#[test]
fn standard_input_and_an_empty_one() {
    let sandbox = sandbox();
    let run = sandbox
        .run_with_input(&["log", "--fields", "host,status"], LOG.as_bytes())
        .unwrap();
    expect![[r#"
        exit 0
        -- stdout
        192.0.2.1,200
        192.0.2.2,503
        192.0.2.4,400
        192.0.2.5,404
        -- stderr
        format: combined
        read 5 lines: 4 written, 0 filtered out, 1 rejected (first: standard input:3, `agent` doesn't fit)
    "#]].assert_eq(&sandbox.show(&run));
    let run = sandbox
        .run_with_input(&["log", "--format", "combined", "-"], b"")
        .unwrap();
    expect![[r#"
        exit 0
        -- stderr
        read 0 lines: 0 written, 0 filtered out, 0 rejected
    "#]]
    .assert_eq(&sandbox.show(&run));
}

#[test]
fn a_closed_pipe_is_no_error() {
    let sandbox = sandbox();
    sandbox.write("long.log", LOG.repeat(20_000)).unwrap();
    let command = format!("'{}' log long.log | head -n 1", env!("CARGO_BIN_EXE_skep"));
    let output = std::process::Command::new("/bin/bash")
        .args(["-o", "pipefail", "-c", &command])
        .current_dir(sandbox.path())
        .output()
        .unwrap();
    assert_eq!(
        (
            output.status.code(),
            String::from_utf8_lossy(&output.stderr).as_ref()
        ),
        (Some(0), "format: combined\n")
    );
}
