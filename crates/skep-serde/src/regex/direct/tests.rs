//! What goes straight through, and that it finds what the regex engine finds.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use proptest::prelude::*;
use proptest::sample::select;
use regex::bytes::Regex;

use super::super::java::translate;
use super::{Direct, Places};

/// A Java pattern as the engine gets it.
fn whole(pattern: &str) -> String {
    let plain = translate(pattern, None).plain.unwrap_or_default();
    format!(r"(?s)\A(?:{plain})\z")
}

/// What the regex engine finds, in our terms; None: it doesn't match.
fn by_engine(pattern: &str, line: &[u8]) -> Option<Places> {
    let found = Regex::new(&whole(pattern)).ok()?.captures(line)?;
    let place = |group: Option<regex::bytes::Match<'_>>| group.map(|m| (m.start(), m.end()));
    // The whole match isn't noted.
    Some(
        std::iter::once(None)
            .chain(found.iter().skip(1).map(place))
            .collect(),
    )
}

/// Hive's documentation and serde_regex.q.
const APACHE: &str = r#"([^ ]*) ([^ ]*) ([^ ]*) (-|\[[^\]]*\]) ([^ "]*|"[^"]*") (-|[0-9]*) (-|[0-9]*)(?: ([^ "]*|"[^"]*") ([^ "]*|"[^"]*"))?"#;

/// Patterns as people write them for logs: Hive's, and such as the documentation of Athena and EMR has for Apache, load balancers, S3.
const PATTERNS: [&str; 9] = [
    APACHE,
    r#"^([^ ]*) ([^ ]*) ([^ ]*) \[([^\]]*)\] "([^"]*)" ([0-9]{3}) ([0-9]+|-)$"#,
    r#"(\S+) \S+ (\S+) \[([\w:/]+\s[+\-]\d{4})\] "(\S+) ?(.*?)? ?(\S+)?" (\d{3}|-) (\d+|-)\s?"?([^"]*)"?\s?"?([^"]*)?"?"#,
    r#"([^ ]*) ([^ ]*) ([^ ]*):([0-9]*) ([^ ]*)[:-]([0-9]*) ([-.0-9]*) (|[-0-9]*) (-|[-0-9]*) "([^ ]*) (.*) (- |[^ ]*)" "([^"]*)""#,
    r#"([^ ]*) \[(.*?)\] ([^ ]*) ("[^"]*"|-) (-|[0-9]*)(?: ([^ ]*) ([^ ]*))?.*$"#,
    r"([^ ]+)\s+([^ ]+)\s*(.*)",
    r"(.*) (.*)",
    r"(.*?),(.*?)(,.*)?",
    r"(a|ab)(c|bcd)?(d*)",
];

#[test]
fn what_goes_straight_through() {
    for pattern in PATTERNS {
        assert!(Direct::new(&whole(pattern)).is_some(), "{pattern}");
    }
    // Loops over groups, some letters beyond ASCII, words' bounds, counted characters of several bytes.
    for pattern in [r"(ab)*", r"([a-é]*)", r"a\b(c)", r"([^ ]{3})", r"(?i)(k)"] {
        assert!(Direct::new(&whole(pattern)).is_none(), "{pattern}");
    }
}

/// Real lines need no engine.
#[test]
fn usual_lines_are_found() {
    let line = br#"127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326 "-" "Mozilla (X)""#;
    let direct = Direct::new(&whole(APACHE)).unwrap();
    let mut places = Places::new();
    assert!(direct.read(line, &mut places));
    assert_eq!(Some(&places), by_engine(APACHE, line).as_ref());
    assert!(direct.read(line.get(..84).unwrap_or_default(), &mut places));
    assert_eq!(places.iter().filter(|place| place.is_none()).count(), 3);
    assert!(!direct.read(b"", &mut places));
}

/// Also where a field holds what ends it, and only the engine's order says where it ends.
#[test]
fn ends_that_are_not_certain() {
    let check = |pattern: &str, line: &str| {
        let direct = Direct::new(&whole(pattern)).unwrap();
        let mut places = Places::new();
        assert!(
            direct.read(line.as_bytes(), &mut places),
            "{pattern}: {line}"
        );
        assert_eq!(
            Some(places),
            by_engine(pattern, line.as_bytes()),
            "{pattern}: {line}"
        );
    };
    check(r"([^ ]*):([0-9]*) (.*)", "1.2.3.4:80 x");
    check(r"([^ ]*):([0-9]*) (.*)", "::1:80 x:y");
    check(r"\[(.*?)\] (.*)", "[06/Feb/2019:00:00:38 +0000] [x] y");
    check(r#""(.*)" (\d+)"#, r#""GET /"a" HTTP/1.1" 200"#);
    check(r"(\S+)\s+(\S*)", "a \t é");
}

/// Pieces that patterns are put together of, so that each may fail beside each.
const PIECES: [&str; 26] = [
    "([^ ]*)",
    "([^ \"]*)",
    "([^\"]+)",
    "(-|[0-9]*)",
    "(-|\\[[^\\]]*\\])",
    "([^ \"]*|\"[^\"]*\")",
    "(.*)",
    "(.*?)",
    "(.+?)",
    "\\s+",
    "(\\S+)",
    "([a-c]{2})",
    "([a-c]{1,2}?)",
    "(?: (a*) (b*))?",
    "(?:(a)|(b))??",
    "(a|ab|)",
    "(|x)?",
    " ",
    "\"",
    "-",
    "a",
    "é",
    "$",
    "^",
    "(?:é|[^a])",
    "b?",
];

fn pattern() -> impl Strategy<Value = String> {
    let free = prop::collection::vec(select(PIECES.to_vec()), 0..8).prop_map(|all| all.concat());
    prop_oneof![select(PATTERNS.to_vec()).prop_map(str::to_owned), free]
}

fn line() -> impl Strategy<Value = String> {
    let words = select(vec![
        "-",
        "[x]",
        "\"\"",
        "\"a b\"",
        "12",
        "aab",
        "é",
        "a",
        " ",
        "  ",
        "\"",
        "[",
        "]",
        "\t",
        "1.2.3.4:80",
        "x,y",
        "200",
        "",
        "\u{10FFFF}",
    ]);
    prop_oneof![
        "[ab0 \"\\[\\]é:,-]{0,24}",
        prop::collection::vec(words.clone(), 0..14).prop_map(|all| all.join(" ")),
        prop::collection::vec(words, 0..14).prop_map(|all| all.concat()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn what_is_found_is_what_the_engine_finds(pattern in pattern(), line in line()) {
        let mut places = Places::new();
        if let Some(direct) = Direct::new(&whole(&pattern))
            && direct.read(line.as_bytes(), &mut places)
        {
            prop_assert_eq!(Some(places), by_engine(&pattern, line.as_bytes()));
        }
    }
}
