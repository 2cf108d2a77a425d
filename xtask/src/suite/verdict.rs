//! What one script's run showed: its statements judged against its golden.

use super::compare::{Comparison, compare, promise};
use super::expected::{Entry, same_query};
use super::mask::{MASK, describable, mask};
use super::script::{Kind, Script, kind, without_comments};

/// What our side did with one statement.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) enum Answer {
    /// Lines printed.
    Rows(Vec<String>),
    /// The error's message.
    Error(String),
}

/// A failure, for the report.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Failure {
    /// The script's file name.
    pub(crate) script: String,
    /// The statement.
    pub(crate) statement: String,
    /// What to group it by.
    pub(crate) cause: String,
    /// The first difference, or the whole error.
    pub(crate) difference: String,
}

/// One script's counts.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Verdict {
    /// SELECT results that match.
    pub(crate) matched: usize,
    /// SELECT results that could be judged.
    pub(crate) total: usize,
    /// SELECT results of which several answers are right.
    pub(crate) undecidable: usize,
    /// Every statement ran, and every comparable result matches.
    pub(crate) passed: bool,
    /// What went wrong, in order.
    pub(crate) failures: Vec<Failure>,
}

const VOLATILE: [&str; 9] = [
    "rand(",
    "current_timestamp",
    "current_date",
    "unix_timestamp()",
    "uuid(",
    "current_user",
    "logged_in_user",
    "current_authorizer",
    "buildversion",
];

/// Judges a script. `answers` may be short: the script's process died, and `death` says how.
pub(crate) fn judge(
    name: &str,
    script: &Script,
    golden: &[Entry],
    answers: &[Answer],
    death: Option<&str>,
) -> Verdict {
    let mut verdict = Verdict {
        passed: true,
        ..Verdict::default()
    };
    let mut next = 0;
    for (at, statement) in script.statements.iter().enumerate() {
        let kind = kind(statement);
        let echoed = without_comments(statement);
        let found = golden[next..].iter().position(|e| {
            same_query(&e.query, statement) || same_query(&without_comments(&e.query), &echoed)
        });
        let entry = found.filter(|_| kind != Kind::Unhooked).map(|skipped| {
            next += skipped + 1;
            &golden[next - 1]
        });
        let failure = |cause: &str, difference: &str| Failure {
            script: name.to_string(),
            statement: statement.clone(),
            cause: cause.to_string(),
            difference: difference.to_string(),
        };
        let answer = answers.get(at);
        let counted = kind == Kind::Select && entry.is_some_and(|e| e.kind == "QUERY");
        let mut unhooked = script.statements[at + 1..]
            .iter()
            .take_while(|s| super::script::kind(s) == Kind::Unhooked);
        let tainted = unhooked.any(|s| prints_unhooked(s));
        let outcome = match (kind, answer) {
            (Kind::Excluded | Kind::Unhooked, _) => continue,
            (_, None) => Err(failure(
                "died",
                death.unwrap_or("the script's process ended"),
            )),
            (_, Some(Answer::Error(message))) => Err(failure(&cause(message), message)),
            (Kind::Select, Some(Answer::Rows(rows))) if counted => {
                let expected = entry.map(|e| e.rows.as_slice()).unwrap_or_default();
                select(script, statement, expected, rows, tainted)
                    .map_err(|difference| failure("other rows", &difference))
            }
            (Kind::Show, Some(Answer::Rows(rows))) => {
                let expected = entry.map(|e| e.rows.as_slice());
                show(script, expected, rows, tainted).map_err(|d| failure("other description", &d))
            }
            (_, Some(Answer::Rows(_))) => Ok(Decided::Yes),
        };
        if counted && !matches!(outcome, Ok(Decided::No)) {
            verdict.total += 1;
            verdict.matched += usize::from(outcome.is_ok());
        } else if counted {
            verdict.undecidable += 1;
        }
        if let Err(failure) = outcome {
            verdict.passed = false;
            verdict.failures.push(failure);
        }
    }
    verdict
}

/// A result that passes, or that can't be judged.
enum Decided {
    Yes,
    No,
}

fn select(
    script: &Script,
    statement: &str,
    expected: &[String],
    rows: &[String],
    tainted: bool,
) -> Result<Decided, String> {
    let lower = statement.to_lowercase();
    // The first masked line after the hooks is the query's output path.
    let path = usize::from(expected.first().is_some_and(|r| r == MASK));
    let expected = mask(&expected[path..], &script.replaces);
    let rows = mask(rows, &script.replaces);
    let unknowable = script.hashed
        || tainted
        || expected
            .iter()
            .any(|r| r.contains("#### A masked pattern") || r.contains("#Masked#"))
        || VOLATILE.iter().any(|v| lower.contains(v));
    match compare(&expected, &rows, &promise(statement), script.sorted) {
        Comparison::Match => Ok(Decided::Yes),
        _ if unknowable => Ok(Decided::No),
        Comparison::Undecidable(_) => Ok(Decided::No),
        Comparison::Differs(how) => Err(how),
    }
}

fn show(
    script: &Script,
    expected: Option<&[String]>,
    rows: &[String],
    tainted: bool,
) -> Result<Decided, String> {
    let Some(expected) = expected.filter(|_| !tainted) else {
        return Ok(Decided::No);
    };
    let expected = describable(&mask(expected, &script.replaces));
    let rows = describable(&mask(rows, &script.replaces));
    match compare(&expected, &rows, &super::compare::Promise::default(), true) {
        Comparison::Match => Ok(Decided::Yes),
        Comparison::Undecidable(_) => Ok(Decided::No),
        Comparison::Differs(how) => Err(how),
    }
}

/// Statements without hooks whose output follows the rows of the statement before.
fn prints_unhooked(statement: &str) -> bool {
    let text = without_comments(statement).to_lowercase();
    let text = text.trim();
    kind(statement) == Kind::Unhooked && !(text.starts_with("set") && text.contains('='))
}

/// What an error is grouped by: its message without names and numbers.
fn cause(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default();
    let names = regex::Regex::new(r"`[^`]*`|'[^']*'|\d+");
    let cut: String = line.chars().take(100).collect();
    names.map_or_else(|_| cut.clone(), |r| r.replace_all(&cut, "…").into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(query: &str, rows: &[&str]) -> Entry {
        Entry {
            query: query.to_string(),
            kind: "QUERY".to_string(),
            rows: rows.iter().map(|r| (*r).to_string()).collect(),
        }
    }

    fn rows(rows: &[&str]) -> Answer {
        Answer::Rows(rows.iter().map(|r| (*r).to_string()).collect())
    }

    #[test]
    fn wrong_answers_fail_and_errors_fail() {
        let script = Script::parse("select 1;\nselect 2;\nselect 3;\nselect 4;\n");
        let golden: Vec<Entry> = ["1", "2", "3", "4"]
            .iter()
            .map(|n| entry(&format!("select {n}"), &[n]))
            .collect();
        let answers = [
            rows(&["1"]),
            rows(&["7"]),
            Answer::Error("no `x`".to_string()),
        ];
        let verdict = judge("t.q", &script, &golden, &answers, Some("killed"));
        assert_eq!((verdict.matched, verdict.total), (1, 4));
        assert!(!verdict.passed);
        let causes: Vec<_> = verdict.failures.iter().map(|f| f.cause.as_str()).collect();
        assert_eq!(causes, ["other rows", "no …", "died"]);
    }

    #[test]
    fn what_cannot_be_known_is_counted_apart() {
        let script =
            Script::parse("select rand() from t;\nselect a from t;\nset x;\nselect b from t;");
        let golden = [
            entry("select rand() from t", &["0.5"]),
            entry("select a from t", &["1", "x=y"]),
            entry(
                "select b from t",
                &["#### A masked pattern was here ####", "5"],
            ),
        ];
        let answers = [rows(&["0.1"]), rows(&["1"]), rows(&["x=y"]), rows(&["5"])];
        let verdict = judge("t.q", &script, &golden, &answers, None);
        assert_eq!(
            (verdict.matched, verdict.total, verdict.undecidable),
            (1, 1, 2)
        );
        assert!(verdict.passed);
    }
}
