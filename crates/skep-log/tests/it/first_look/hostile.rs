//! Lines of any kind: nothing panics, nothing is lost, and nothing that was sent reaches the terminal or the page as a command.

use proptest::prelude::*;
use unicode_width::UnicodeWidthStr;

use super::{html, json, line, page, report, terminal};

const TIME: &str = "17/May/2015:10:05:03 +0000";

/// What attackers write into logs, and what the server makes of it.
fn hostile() -> String {
    let mut log = String::new();
    for request in [
        "GET /<script>alert(1)</script>?q='\"><img/src=x> HTTP/1.1".replace('"', "\\\""),
        r"GET /\x1b[2J\x1b]0;owned\x07 HTTP/1.1".to_owned(),
        "GET /\u{202e}gpj.exe\u{2066}\u{200f} HTTP/1.1".to_owned(),
        "GET /שלום/עולם HTTP/1.1".to_owned(),
        "GET /日本語 HTTP/1.1".to_owned(),
        r"\x16\x03\x01\x02".to_owned(),
        format!("GET /{} HTTP/1.1", "a".repeat(8_000)),
        "GET http://evil.example/steal.js HTTP/1.1".to_owned(),
        "-".to_owned(),
    ] {
        log += &line(
            "192.0.2.1",
            TIME,
            &request,
            404,
            "12",
            "<b onload=x>\u{9b}31m &amp; \\x1b[31m",
        );
    }
    log
}

#[test]
fn what_was_sent_does_nothing_on_a_terminal() {
    let printed = terminal(&report("combined", hostile().as_bytes(), 20), 100, false);
    assert!(
        !printed.chars().any(|c| c.is_control() && c != '\n'),
        "{printed:?}"
    );
    assert!(!printed.contains(['\u{202e}', '\u{2066}', '\u{200f}']));
    assert!(printed.contains(r"/\x1b[2J\x1b]0;owned\x07"), "{printed}");
    assert!(
        printed.contains(r"/\u{202e}gpj.exe\u{2066}\u{200f}"),
        "{printed}"
    );
    assert!(
        printed.contains("  /שלום/עולם\n") && printed.contains("  /日本語\n"),
        "{printed}"
    );
}

#[test]
fn what_was_sent_does_nothing_in_a_page() {
    let page = html(&report("combined", hostile().as_bytes(), 20));
    page::check(&page);
    assert!(page.contains("/&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(page.contains("&lt;b onload=x&gt;") && page.contains("&amp;amp;"));
    assert!(!page.chars().any(|c| c.is_control() && c != '\n'));
    assert!(!page.contains(['\u{202e}', '\u{2066}', '\u{200f}']));
}

fn lines() -> impl Strategy<Value = Vec<Vec<u8>>> {
    let garbage = prop::collection::vec(any::<u8>(), 0..80);
    let request = (
        "[ -~]{0,30}",
        0_u16..1_100,
        any::<u32>(),
        ".{0,20}",
        any::<i32>(),
    );
    let fits = request.prop_map(|(path, status, bytes, agent, second)| {
        let time = format!(
            "{:02}/Feb/{:04}:{:02}:{:02}:{:02} {:+05}",
            second.rem_euclid(28) + 1,
            second.rem_euclid(9_999) + 1,
            second.rem_euclid(24),
            second.rem_euclid(60),
            second.rem_euclid(59),
            second.rem_euclid(1_200),
        );
        line(
            "::1",
            &time,
            &format!("GET /{path} HTTP/1.1"),
            status,
            &bytes.to_string(),
            &agent,
        )
        .into_bytes()
    });
    prop::collection::vec(prop_oneof![1 => garbage, 3 => fits], 0..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_line_is_lost_and_none_does_harm(lines in lines(), width in 0_usize..200, top in 0_usize..30) {
        let log: Vec<u8> = lines.iter().flat_map(|line| [line.as_slice(), b"\n"].concat()).collect();
        let expected = log.iter().filter(|&&byte| byte == b'\n').count() as u64;
        let report = report("combined", &log, top);
        let summary = json(&report);
        prop_assert_eq!(summary["input"]["lines"].as_u64(), Some(expected));
        let counted = summary["input"]["counted"].as_u64().unwrap() + summary["input"]["rejected"].as_u64().unwrap();
        prop_assert_eq!(counted, expected);
        let charted = summary["over_time"]["buckets"].as_array().map_or(0, |buckets| {
            buckets.iter().map(|bucket| bucket["requests"].as_u64().unwrap()).sum()
        });
        let strays = ["before", "after"].map(|side| summary["over_time"][side].as_u64().unwrap_or(0));
        prop_assert_eq!(charted + strays[0] + strays[1], summary["requests"].as_u64().unwrap());
        let printed = terminal(&report, width, false);
        prop_assert!(!printed.chars().any(|c| c.is_control() && c != '\n'));
        if width >= 80 {
            for line in printed.lines() {
                prop_assert!(line.width() <= width.min(132), "{} > {}: {}", line.width(), width, line);
            }
        }
        page::check(&html(&report));
    }
}
