//! Logs of other shapes: with durations, without requests, with more different values than are counted one by one, several formats.

use skep_log::input::Block;
use skep_log::sieve::Sieve;
use skep_log::summary::{About, Summary};
use skep_serde::access_log::LogFormat;

use super::{all, html, json, line, page, report, terminal};

const TIMED: &str = r#"$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent $request_time"#;

#[test]
fn durations_are_told_by_path() {
    let mut log = String::new();
    // 100 requests of 1 … 100 ms, one of 10 s.
    for milli in 1..=100 {
        log += &format!(
            "::1 - - [17/May/2015:10:05:03 +0000] \"GET /a?n={milli} HTTP/1.1\" 200 5 0.{milli:03}\n"
        );
    }
    log += "::1 - - [17/May/2015:10:05:03 +0000] \"GET /b HTTP/1.1\" 200 5 10.000\n";
    let report = report(TIMED, log.as_bytes(), 10);
    let summary = json(&report);
    let rows = summary["slow"]["top"].as_array().unwrap();
    assert_eq!(
        (&rows[0]["key"], &rows[1]["key"]),
        (&"/b".into(), &"/a".into()),
        "by time spent"
    );
    assert_eq!(rows[1]["requests"], 100);
    // 1 + … + 100 = 5,050 ms.
    assert_eq!(rows[1]["micros"]["total"], 5_050_000);
    assert_eq!(rows[1]["micros"]["mean"], 50_500);
    assert_eq!(rows[1]["micros"]["longest"], 100_000);
    let p95 = rows[1]["micros"]["p95"].as_f64().unwrap();
    assert!((p95 / 95_000.0 - 1.0).abs() < 0.045, "{p95}");
    assert_eq!(rows[0]["micros"]["p95"], 10_000_000);
    let printed = terminal(&report, 80, false);
    assert!(
        printed.contains("Slowest paths, by time spent"),
        "{printed}"
    );
    // 15.05 s over 101 requests.
    assert!(
        printed.contains("took 149 ms on average") && printed.contains("longest 10.00 s"),
        "{printed}"
    );
}

#[test]
fn an_error_log_has_lines_and_levels() {
    let log = b"[Sun May 17 10:05:03.000001 2015] [core:error] [pid 1:tid 2] [client 192.0.2.1:99] AH00124: loop\n\
        [Sun May 17 10:05:04.000001 2015] [core:warn] [pid 1:tid 2] AH00125: no loop\n";
    let report = report("apache_error", log, 10);
    let summary = json(&report);
    assert_eq!(summary["input"]["counted"], 2);
    assert_eq!(summary["levels"]["different"], 2, "{summary:#}");
    assert!(summary.get("requests").is_none() && summary.get("status_classes").is_none());
    let printed = terminal(&report, 80, false);
    assert!(
        printed.starts_with("2 lines · 1 client · 1 s\n"),
        "{printed}"
    );
    page::check(&html(&report));
}

#[test]
fn more_different_paths_than_are_counted_are_estimated() {
    let mut log = String::new();
    for i in 0..320_000 {
        let request = match i % 10 {
            0 => "GET / HTTP/1.1".to_owned(),
            _ => format!("GET /{i} HTTP/1.1"),
        };
        log += &line("::1", "17/May/2015:10:05:03 +0000", &request, 200, "1", "-");
    }
    // 288,001 different paths are above the limit of 262,144.
    let estimated = json(&report("combined", log.as_bytes(), 1));
    let different = estimated["paths"]["different"].as_f64().unwrap();
    assert!((different / 288_001.0 - 1.0).abs() < 0.03, "{different}");
    assert_eq!(estimated["paths"]["estimate"], true);
    // The heaviest was there from the start: it is exact.
    assert_eq!(
        estimated["paths"]["top"][0],
        serde_json::json!({"key": "/", "requests": 32_000, "bytes": 32_000, "5xx": 0})
    );
}

#[test]
fn files_of_different_formats_are_one_summary() {
    let combined = LogFormat::parse("combined").unwrap();
    let timed = LogFormat::parse(TIMED).unwrap();
    let mut summary = Summary::new(true);
    let mut rejected = 0;
    let first = line(
        "192.0.2.7",
        "17/May/2015:23:30:00 -0100",
        "GET /x HTTP/1.1",
        200,
        "1",
        "curl/8",
    );
    let second =
        "192.0.2.8 - - [18/May/2015:00:30:00 +0000] \"GET /x HTTP/1.1\" 200 2 0.5\nbroken\n";
    for (format, log) in [(&combined, first.as_str()), (&timed, second)] {
        let mut sieve = Sieve::new(format, &Summary::wanted(format), &all(), None).unwrap();
        summary.begin(format, |field| sieve.slot(field));
        let mut source = sieve.source("x");
        sieve
            .block(Block::Lines(log.as_bytes()), &mut source, &mut summary)
            .unwrap();
        rejected += sieve.counts.rejected;
    }
    let summary = json(&summary.report(About::default(), 10));
    assert_eq!(summary["input"]["rejected"], rejected);
    assert_eq!(
        summary["paths"]["top"][0],
        serde_json::json!({"key": "/x", "requests": 2, "bytes": 3, "5xx": 0})
    );
    assert_eq!(
        (&summary["clients"], &summary["hosts"]["different"]),
        (&2.into(), &2.into())
    );
    // Both are the same moment in UTC.
    assert_eq!(
        (&summary["first"], &summary["last"]),
        (
            &"2015-05-18T00:30:00+00:00".into(),
            &"2015-05-18T00:30:00+00:00".into()
        )
    );
    assert_eq!(summary["hours_of_day"][0]["requests"], 2);
}

#[test]
fn colours_are_only_where_they_are_wanted() {
    let log = line(
        "::1",
        "17/May/2015:10:05:03 +0000",
        "GET / HTTP/1.1",
        500,
        "1",
        "-",
    );
    let report = report("combined", log.as_bytes(), 10);
    let (plain, painted) = (terminal(&report, 80, false), terminal(&report, 80, true));
    assert!(
        !plain.contains('\u{1b}') && painted.contains("\u{1b}[31m5xx 1 (100%)\u{1b}[0m"),
        "{painted}"
    );
    let mut stripped = painted;
    for code in ["1", "2", "31", "33", "34", "0"] {
        stripped = stripped.replace(&format!("\u{1b}[{code}m"), "");
    }
    assert_eq!(stripped, plain);
    assert!(
        plain.starts_with(
            "1 request · 1 client · 1 B · 0 s\n17 May 2015 10:05:03 – 17 May 2015 10:05:03 UTC\n"
        ),
        "{plain}"
    );
}
