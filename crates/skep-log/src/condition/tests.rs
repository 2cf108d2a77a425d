//! Conditions over one line, by Hive's rules.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests may panic")]

use skep_serde::access_log::Verdict;

use super::*;

const LINE: &str = r#"10.0.0.1 - bob [10/Oct/2000:13:55:36 -0700] "GET /api/v1?user=x+y&n=7&n=8 HTTP/1.1" 503 - "-" "curl/8""#;

fn parse(text: &str) -> Result<(Condition, Vec<usize>), LogError> {
    let format = LogFormat::parse("combined")?;
    let mut wanted = Vec::new();
    let condition = Condition::parse(text, &format, chrono_tz::UTC, |field| {
        wanted.push(field);
        wanted.len() - 1
    })?;
    Ok((condition, wanted))
}

fn holds(text: &str) -> bool {
    let (condition, wanted) = parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let mut reader = LogReader::new(&LogFormat::parse("combined").unwrap(), &wanted);
    assert_eq!(reader.read(LINE.as_bytes()), Verdict::Whole);
    condition.holds(&reader, LINE.as_bytes())
}

#[test]
fn conditions_hold() {
    for text in [
        "status >= 500 and path like \"/api/%\"",
        "status = '503'",
        "status in (500, 503)",
        "status not in (200)",
        "status between 500 and 599",
        "not (status < 500)",
        "bytes is null",
        "referer is null and agent is not null",
        "host like '10.%' and host like '%.1' and host like '%.0.%' and host like '10.0.0._'",
        "agent rlike '^curl/[0-9]+$'",
        "lower(method) = 'get' and upper(user) = 'BOB'",
        "length(user) = 3 and substr(user, 2) = 'ob' and substr(user, -1, 1) = 'b'",
        "params['user'] = 'x y' and params['n'] = 8 and params['none'] is null",
        "time >= '2000-10-10 20:55:36' and time < '2000-10-10 20:55:37'",
        "time between '2000-10-10' and date '2000-10-11'",
        "hour(time) = 13 and day(time) = 10",
        "status % 100 = 3 and status / 2 = 251.5 and -status < 0 and status - 3 = 500",
        "coalesce(bytes, 0) = 0",
        "user || '@' || host = 'bob@10.0.0.1'",
        "status_class = '5xx'",
        "bytes <=> null",
        "true",
    ] {
        assert!(holds(text), "{text}");
    }
}

#[test]
fn what_is_not_true_is_left_out() {
    for text in [
        "status < 500",
        "bytes = 0",
        "not (bytes = 0)",
        "bytes not in (1)",
        "status in (1, null)",
        "status not in (1, null)",
        "user = 1",
        "user > 1 or bytes > 1",
        "path like '/API/%'",
        "null",
        "status / 0 = 1",
    ] {
        assert!(!holds(text), "{text}");
    }
}

#[test]
fn wrong_conditions_are_told_with_their_place() {
    for (text, message) in [
        (
            "statsu = 1",
            "line 1, column 1: a line of the format `combined` has no field `statsu`",
        ),
        ("statsu = 1", "did you mean `status`?"),
        (
            "status",
            "a condition is true or false, and this is a number",
        ),
        ("status = ", "line 1, column 10"),
        ("status > time", "a number can't be compared with a time"),
        ("time > 'noon'", "`noon` is no time"),
        (
            "md5(path) = 'x'",
            "a condition on lines has no function `md5`",
        ),
        ("path rlike '('", "regular expression"),
        (
            "exists (select 1)",
            "this isn't supported in a condition on lines",
        ),
        ("lower(path, 1) = 'x'", "`lower` takes 1 to 1 values"),
    ] {
        let error = parse(text).expect_err(text).to_string();
        assert!(error.contains(message), "{text}: {error}");
    }
}
