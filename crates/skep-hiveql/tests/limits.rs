//! Deep and long inputs: an answer or a clear error, never an overflow of the stack. (Test threads have 2 MiB.)

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use skep_hiveql::{parse_expr, parse_statement, parse_type, table_names};

fn message<T: std::fmt::Debug>(result: Result<T, skep_hiveql::ParseError>) -> String {
    match result {
        Ok(_) => "parses".to_string(),
        Err(error) => error.message,
    }
}

#[test]
fn a_thousand_ors_parse_print_and_compare() {
    for word in [" OR ", " AND ", " + ", " = ", " || "] {
        let text = vec!["a"; 1_001].join(word);
        let expr = parse_expr(&text).unwrap();
        assert_eq!(expr.to_string(), text);
        assert_eq!(expr, expr.clone());
    }
}

#[test]
fn chains_have_an_end() {
    let long = vec!["a"; 100_000].join(" or ");
    assert_eq!(
        message(parse_expr(&long)),
        "more than 1500 operators in a row"
    );
    let fields = vec!["a"; 100_000].join(".");
    assert_eq!(
        message(parse_expr(&fields)),
        "more than 1500 fields in a row"
    );
    let unions = vec!["select 1"; 100_000].join(" union all ");
    assert_eq!(
        message(parse_statement(&unions)),
        "more than 1500 set operations in a row"
    );
    let joins = format!("select * from {}", vec!["t"; 100_000].join(" join "));
    assert_eq!(
        message(parse_statement(&joins)),
        "more than 1000 joins in a row"
    );
}

#[test]
fn long_chains_are_walked() {
    let unions = vec!["select a from t"; 1_000].join(" union all ");
    let statement = parse_statement(&unions).unwrap();
    assert_eq!(table_names(&statement).len(), 1);
    assert_eq!(parse_statement(&statement.to_string()).unwrap(), statement);
}

#[test]
fn nesting_has_an_end() {
    let deep = |open: &str, inner: &str, close: &str, times: usize| {
        format!("{}{inner}{}", open.repeat(times), close.repeat(times))
    };
    let too_deep = "this nests deeper than 200 levels";
    for (open, close) in [
        ("(", ")"),
        ("f(", ")"),
        ("a[", "]"),
        ("not ", ""),
        ("- ", ""),
        ("case when 1 then ", " end"),
        ("a + (", ")"),
        ("(select ", ")"),
        ("((select ", "))"),
        ("exists (select ", ")"),
    ] {
        let text = deep(open, "1", close, 10_000);
        assert_eq!(message(parse_expr(&text)), too_deep, "of {open}");
        assert_eq!(
            message(parse_expr(&deep(open, "1", close, 40))),
            "parses",
            "of {open}"
        );
    }
    let types = deep("array<", "int", ">", 10_000);
    assert_eq!(message(parse_type(&types)), too_deep);
    let from = deep("select * from (", "t", ") x", 10_000);
    assert_eq!(message(parse_statement(&from)), too_deep);
    let joins = deep("(", "t", ")", 10_000);
    assert_eq!(
        message(parse_statement(&format!("select * from {joins}"))),
        too_deep
    );
    let explains = deep("explain ", "select 1", "", 10_000);
    assert_eq!(message(parse_statement(&explains)), too_deep);
}

#[test]
fn open_brackets_are_read_in_linear_time() {
    let open = "(".repeat(100_000);
    assert_eq!(
        message(parse_expr(&open)),
        "this nests deeper than 200 levels"
    );
    let selects = "((select ".repeat(40);
    assert!(message(parse_expr(&selects)).starts_with("expected"));
}
