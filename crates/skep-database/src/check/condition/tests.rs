//! Every form of a condition, and what is none.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use super::*;
use crate::check::clock::tests::clock;

fn check(text: &str, column: &str, test: Test) {
    let expected = Condition {
        column: column.to_owned(),
        test,
    };
    assert_eq!(parse(text, &clock()).unwrap(), expected, "{text}");
}

fn plain(text: &str) -> Value {
    Value::Plain(text.to_owned())
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

#[test]
fn comparisons() {
    let compare = |compare, value: &str| Test::Compare(compare, plain(value));
    check("a=1", "a", compare(Compare::Eq, "1"));
    check(" a  =  1 ", "a", compare(Compare::Eq, "1"));
    check("a!=1", "a", compare(Compare::NotEq, "1"));
    check("a<>1", "a", compare(Compare::NotEq, "1"));
    check("a>=1", "a", compare(Compare::GtEq, "1"));
    check("a<=-1", "a", compare(Compare::LtEq, "-1"));
    check("a<1", "a", compare(Compare::Lt, "1"));
    check("a>1", "a", compare(Compare::Gt, "1"));
    check("a=", "a", compare(Compare::Eq, ""));
    check("a==b", "a", compare(Compare::Eq, "=b"));
    check("`a=b`=c", "a=b", compare(Compare::Eq, "c"));
    check("`a``b` = c", "a`b", compare(Compare::Eq, "c"));
    check("\"in\"=c", "in", compare(Compare::Eq, "c"));
    check("in=c", "in", compare(Compare::Eq, "c"));
    check("täg=ü", "täg", compare(Compare::Eq, "ü"));
}

#[test]
fn values() {
    let equals = |value| Test::Compare(Compare::Eq, value);
    check("a='it''s'", "a", equals(text("it's")));
    check("a='null'", "a", equals(text("null")));
    check("a='yesterday'", "a", equals(text("yesterday")));
    check("a=x'00fF'", "a", equals(Value::Bytes(vec![0, 255])));
    check("a=@hostname", "a", equals(text("web-1")));
    check(
        "day=yesterday",
        "day",
        equals(Value::Day("2026-11-22".parse().unwrap())),
    );
    check("a=1' or '1'='1", "a", equals(plain("1' or '1'='1")));
}

#[test]
fn nulls_and_lists() {
    check("a=null", "a", Test::Null);
    check("a = NULL", "a", Test::Null);
    check("a!=null", "a", Test::NotNull);
    check("a is null", "a", Test::Null);
    check("a  IS  NOT  NULL", "a", Test::NotNull);
    let both = || vec![plain("1"), text("b, c")];
    check("a in (1, 'b, c')", "a", Test::In(both()));
    check("a IN(1,'b, c')", "a", Test::In(both()));
    check("a=in(1,'b, c')", "a", Test::In(both()));
    check("a not in (1, 'b, c')", "a", Test::NotIn(both()));
    check("a!=in(1,'b, c')", "a", Test::NotIn(both()));
    check("a=index", "a", Test::Compare(Compare::Eq, plain("index")));
}

#[test]
fn what_is_no_condition() {
    for wrong in [
        "",
        "a",
        "=1",
        "``=1",
        "`a=1",
        "a b",
        "a in 1",
        "a in ()",
        "a in (1,)",
        "a in (1",
        "a in ('1)",
        "a='x",
        "a='x'y",
        "a<null",
        "a=@nobody",
        "a=x'1'",
        "a=x'zz'",
        "a\0=1",
        "a is",
        "a like b",
        "a(1)=2",
    ] {
        assert!(parse(wrong, &clock()).is_err(), "{wrong:?}");
    }
}

proptest::proptest! {
    /// Whatever is written is a condition or an error; a name in backquotes comes back as it was.
    #[test]
    fn any_text(text in "\\PC*", name in "[^\0]+") {
        let _ = parse(&text, &clock());
        let _ = table(&text);
        let quoted = name.replace('`', "``");
        let parsed = parse(&format!("`{quoted}`=1"), &clock()).unwrap();
        proptest::prop_assert_eq!(&parsed.column, &name);
        proptest::prop_assert_eq!(table(&format!("`{quoted}`")).unwrap(), vec![name]);
    }

    /// A value in quotes is that text and nothing else.
    #[test]
    fn any_value(value in "\\PC*") {
        let written = format!("a='{}'", value.replace('\'', "''"));
        let parsed = parse(&written, &clock()).unwrap();
        proptest::prop_assert_eq!(parsed.test, Test::Compare(Compare::Eq, text(&value)));
    }
}

#[test]
fn tables() {
    let check = |text: &str, parts: &[&str]| assert_eq!(table(text).unwrap(), parts, "{text}");
    check("t", &["t"]);
    check("shop.t", &["shop", "t"]);
    check("`a.b`.\"c\"", &["a.b", "c"]);
    check("t; drop table t", &["t; drop table t"]);
    for wrong in ["", ".", "a.", ".a", "`a", "`a`b", "a.b.c.d", "a\0"] {
        assert!(table(wrong).is_err(), "{wrong:?}");
    }
}
