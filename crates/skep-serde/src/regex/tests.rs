//! Regular expressions: Java's meaning, and rows by a format string.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use chrono_tz::Tz;
use proptest::prelude::*;
use skep_hiveql::types::HiveType;

use super::{Engine, RegexOptions};
use crate::charset::Charset;
use crate::format::RowFormat;
use crate::rows::tests::{columns, map, pairs, read, read_part, written};

const REGEX: &str = "org.apache.hadoop.hive.serde2.RegexSerDe";
const CONTRIB: &str = "org.apache.hadoop.hive.contrib.serde2.RegexSerDe";

/// serde_regex.q's, Hive's documentation has the same.
const APACHE: &str = r#"([^ ]*) ([^ ]*) ([^ ]*) (-|\[[^\]]*\]) ([^ "]*|"[^"]*") (-|[0-9]*) (-|[0-9]*)(?: ([^ "]*|"[^"]*") ([^ "]*|"[^"]*"))?"#;

fn options(pattern: &str) -> RegexOptions {
    RegexOptions::from_properties(REGEX, &map(&[("input.regex", pattern)])).unwrap()
}

fn is_plain(pattern: &str) -> bool {
    matches!(
        options(pattern).compile(None).unwrap(),
        Engine::Plain { .. }
    )
}

#[test]
fn which_engine() {
    for pattern in [
        APACHE,
        r"(\S+)\s(\d*)",
        r"a\Q.*\E(b)",
        r"(?i)x(?<name>y)",
        r"\p{Alpha}(x)",
    ] {
        assert!(is_plain(pattern), "{pattern}");
    }
    for pattern in [r"(a)(?=b)b", r"(a)\1", r"(a*+)b", r"(?>a|ab)(c)"] {
        assert!(!is_plain(pattern), "{pattern}");
    }
}

#[test]
fn javas_meaning() {
    // Pattern, line, groups; by java.util.regex.Pattern's documentation.
    let check = |pattern: &str, line: &str, expected: &str| {
        let types = vec![HiveType::String; expected.split('|').count()];
        let rows = read(REGEX, &[("input.regex", pattern)], &types, line).unwrap();
        assert_eq!(rows, [expected], "{pattern}");
    };
    check(r"(\d+)", "12", "12");
    check(r"(\d+)", "१२", "NULL");
    check(r"(\w+)(\W)", "aé", "a|é");
    check(r"([\w.]+)@([^\s\d]+)", "a.b@c-d", "a.b|c-d");
    check(r"(\p{Punct})(\p{Upper}\P{Digit})", "!Aé", "!|Aé");
    check(r"(\Q[a]\E+)", "[a]]", "[a]]");
    check(r"(a\<b\-c\/d\'e)", "a<b-c/d'e", "a<b-c/d'e");
    check(r"([+--]+)x", "+,-x", "+,-");
    check(r"(a*+)(.*)", "aab", "aa|b");
    check(r"(.)\1(x)", "aax", "a|x");
    check("(?<one>a)(b)", "ab", "a|b");
}

/// Hive's own data/files/apache.access.log lines have this form.
const LINE: &str = r#"127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326 "-" "Mozilla (X)""#;

#[test]
fn only_wanted_groups() {
    let mut types = vec![HiveType::String; 9];
    types[6] = HiveType::Int;
    let line = format!("{LINE}\nnothing\n");
    let pattern = [("input.regex", APACHE)];
    let check = |projection: &[usize], expected: &[&str]| {
        let runs = [line.as_bytes()];
        assert_eq!(
            read_part(REGEX, &pattern, &types, projection, &runs).unwrap(),
            expected
        );
    };
    check(&[6, 0], &["2326|127.0.0.1", "NULL|NULL"]);
    check(&[8], &["\"Mozilla (X)\"", "NULL"]);
    check(&[3, 5], &["[10/Oct/2000:13:55:36 -0700]|200", "NULL|NULL"]);
}

/// clientnegative/serde_regex2.q
#[test]
fn a_group_for_each_column() {
    let pattern = [("input.regex", "(a)(b)")];
    let error = read(REGEX, &pattern, &[HiveType::String], "ab").unwrap_err();
    assert!(
        error
            .to_string()
            .contains("it has 2 groups and the table 1 columns"),
        "{error}"
    );
    // Contrib's is lenient there, but knows strings only.
    assert_eq!(
        read(CONTRIB, &pattern, &[HiveType::String], "ab").unwrap(),
        ["a"]
    );
    let three = vec![HiveType::String; 3];
    assert_eq!(read(CONTRIB, &pattern, &three, "ab").unwrap(), ["a|b|NULL"]);
    assert!(read(CONTRIB, &pattern, &[HiveType::Int], "ab").is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    /// Both engines find the same groups.
    #[test]
    fn engines_agree(
        line in "[a-c0 \"\\[\\]é-]{0,30}",
        pattern in prop::sample::select(vec![
            APACHE,
            r"(\S*) (.*)",
            r"(\w*)(\W*)(.*?)(a|b)?",
            r#"([^"]*)"?([a-c]*)"?.*"#,
            r"(?:(a)|(b)|.)*",
            r"(\s*)(\S+)\b.*",
        ]),
    ) {
        // A back reference to nothing keeps the automata out.
        let slow = format!("{pattern}(?!x)");
        let groups = options(pattern).compile(None).unwrap().groups();
        let types = vec![HiveType::String; groups];
        let fast = read(REGEX, &[("input.regex", pattern)], &types, &line);
        prop_assert_eq!(fast, read(REGEX, &[("input.regex", &slow)], &types, &line));
        prop_assert!(is_plain(pattern) && !is_plain(&slow));
    }
}

fn write(format: &str, rows: &[(Option<&str>, Option<&str>)]) -> Result<String, String> {
    let properties = [
        ("input.regex", "(.*) (.*)"),
        ("output.format.string", format),
    ];
    let types = [HiveType::String, HiveType::String];
    written(CONTRIB, &properties, &types, pairs(rows)).map_err(|error| error.to_string())
}

/// Expected texts are java.util.Formatter's.
#[test]
fn written_by_a_format_string() {
    let rows = [(Some("ab"), Some("xyz")), (None, Some(""))];
    let check = |format: &str, expected: &str| {
        assert_eq!(write(format, &rows).unwrap(), expected, "{format}");
    };
    check("%1$s %2$s", "ab xyz\nnull \n");
    check("%2$s|%s|%s|%<s", "xyz|ab|xyz|xyz\n|null||\n");
    check("[%1$-5s][%1$5s]%%", "[ab   ][   ab]%\n[null ][ null]%\n");
    check("%.1s%2$S", "aXYZ\nn\n");
    for wrong in ["%d", "%3$s", "%", "%-s", "%0$s", "%1$tY"] {
        assert!(write(wrong, &rows).is_err(), "{wrong}");
    }
    let error = write("%3$s", &rows).unwrap_err();
    assert!(error.contains("`%3$s`: there are 2 columns"), "{error}");
}

#[test]
fn hives_own_only_reads() {
    let format = RowFormat::of_serde(REGEX, &map(&[("input.regex", "(.*)")])).unwrap();
    let error = format
        .encoder(Charset::Utf8, &columns(&[HiveType::String]), Tz::UTC)
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "SerDe `org.apache.hadoop.hive.serde2.RegexSerDe` can't write rows"
    );
}
