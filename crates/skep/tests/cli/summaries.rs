//! `skep log --summary` and `--html`.

use expect_test::expect;

use super::sandbox;

/// Four requests in two minutes, one of them failed, and a line cut off.
const LOG: &str = r#"192.0.2.1 - - [17/May/2015:10:05:03 +0000] "GET /a?x=1 HTTP/1.1" 200 1000 "-" "curl/8"
192.0.2.1 - - [17/May/2015:10:05:04 +0000] "GET /a HTTP/1.1" 200 500 "-" "curl/8"
192.0.2.2 - - [17/May/2015:10:06:04 +0000] "GET /b HTTP/1.1" 503 - "-" "curl/8"
192.0.2.2 - - [17/May/2015:10:06:05 +0000] "GET /no HTTP/1.1" 404 0 "-" "curl/8"
192.0.2.2 - - [17/May/2015:10:06:05 +0000] "GE
"#;

#[test]
fn a_summary_is_printed_in_place_of_rows() {
    let sandbox = sandbox();
    sandbox.write("a.log", LOG).unwrap();
    let run = sandbox.run(&["log", "--summary", "a.log"]).unwrap();
    assert_eq!(
        (run.code, run.stderr.as_str()),
        (Some(0), "format: combined\n")
    );
    let head: Vec<&str> = run.stdout.lines().take(4).collect();
    expect![[r#"
        4 requests · 2 clients · 1.5 kB · 1 min 2 s
        17 May 2015 10:05:03 – 17 May 2015 10:06:05 UTC
        5xx 1 (25.0%) · 4xx 1 (25.0%) · 1 rejected of 5 lines
        combined · a.log
    "#]]
    .assert_eq(&(head.join("\n") + "\n"));
    assert!(
        run.stdout
            .contains("       2  50.0%  1.5 kB    0  ████████  /a\n"),
        "{}",
        run.stdout
    );
    assert!(!run.stdout.contains('\u{1b}'), "colours are for terminals");
}

#[test]
fn conditions_choose_what_is_counted() {
    let sandbox = sandbox();
    sandbox.write("a.log", LOG).unwrap();
    let run = sandbox
        .run(&[
            "log",
            "-q",
            "--summary",
            "--to",
            "json",
            "--where",
            "status >= 500",
            "--since",
            "2015-05-17T10:06",
            "a.log",
        ])
        .unwrap();
    let json = &run.stdout;
    for part in [
        r#""conditions": ["#,
        r#""where status >= 500""#,
        r#""since 2015-05-17T10:06""#,
        r#""lines": 5"#,
        r#""counted": 1"#,
        r#""left_out": 3"#,
        r#""rejected": 1"#,
        r#""5xx": 1"#,
    ] {
        assert!(json.contains(part), "{part} in {json}");
    }
}

#[test]
fn a_page_appears_when_it_is_whole() {
    let sandbox = sandbox();
    sandbox.write("a.log", LOG).unwrap();
    let run = sandbox
        .run(&["log", "--html", "a.html", "--strict", "a.log"])
        .unwrap();
    assert_eq!(
        run.code,
        Some(1),
        "a line is rejected, and the page is written all the same"
    );
    assert_eq!(
        (run.stdout.as_str(), run.stderr.as_str()),
        ("", "format: combined\nwrote `a.html`\n")
    );
    let show = sandbox.run(&["log", "-q", "--html", "-", "a.log"]).unwrap();
    assert!(show.stdout.starts_with("<!doctype html>\n") && show.stdout.ends_with("</html>\n"));
    let lost = sandbox
        .run(&["log", "-q", "--html", "nowhere/a.html", "a.log"])
        .unwrap();
    assert_eq!(lost.code, Some(1));
    assert!(
        lost.stderr
            .starts_with("error: cannot write `nowhere/a.html`: No such file"),
        "{}",
        lost.stderr
    );
}

#[test]
fn flags_that_make_no_sense_together_are_told() {
    for (arguments, told) in [
        (
            &["log", "--summary", "--header"][..],
            "cannot be used with '--header'",
        ),
        (
            &["log", "--html", "x", "--follow"],
            "cannot be used with '--follow'",
        ),
        (
            &["log", "--summary", "--to", "tsv"],
            "it has no rows for --to tsv",
        ),
        (
            &["log", "--top", "3"],
            "--top is about the tables of --summary and --html",
        ),
    ] {
        let run = sandbox().run(arguments).unwrap();
        assert_eq!(run.code, Some(2), "{arguments:?}");
        assert!(run.stderr.contains(told), "{arguments:?}: {}", run.stderr);
    }
}

#[test]
fn a_log_without_lines_has_an_empty_summary() {
    let run = sandbox()
        .run_with_input(&["log", "--summary", "-q"], b"")
        .unwrap();
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    assert!(
        run.stdout.starts_with("0 lines\n0 rejected of 0 lines\n"),
        "{}",
        run.stdout
    );
}
