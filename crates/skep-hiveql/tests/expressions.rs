//! Expressions: what binds to what (`IdentifiersParser.g`), and every literal.

use skep_hiveql::ast::{ExprKind, IntegerSuffix, Literal};
use skep_hiveql::{parse_expr, parse_type};

/// The first text means what the second says with parentheses.
fn check(input: &str, expected: &str) {
    let parse = |text: &str| match parse_expr(text) {
        Ok(expr) => expr,
        Err(error) => panic!("{}", error.render(text)),
    };
    assert_eq!(parse(input), parse(expected), "of {input}");
}

/// The text is printed in this canonical spelling.
fn prints(input: &str, expected: &str) {
    match parse_expr(input) {
        Ok(expr) => assert_eq!(expr.to_string(), expected, "of {input}"),
        Err(error) => panic!("{}", error.render(input)),
    }
}

fn refuses(input: &str) {
    assert!(parse_expr(input).is_err(), "{input} parses");
}

#[test]
fn precedence() {
    check("a or b and c", "a or (b and c)");
    check("not a and b", "(not a) and b");
    check("not a = b", "not (a = b)");
    check("! a = b", "not (a = b)");
    check("a = b is null", "(a = b) is null");
    check("not a is null", "not (a is null)");
    check("a = b < c", "a = (b < c)");
    check("a < b = c", "(a < b) = c");
    check("a = b = c", "(a = b) = c");
    check("a + b < c | d", "(a + b) < (c | d)");
    check("a | b & c", "a | (b & c)");
    check("a & b || c", "a & (b || c)");
    check("a || b + c", "a || (b + c)");
    check("a + b * c", "a + (b * c)");
    check("a - b - c", "(a - b) - c");
    check("a * b ^ c", "a * (b ^ c)");
    check("a / b div c % d", "((a / b) div c) % d");
    check("-a ^ b", "(-a) ^ b");
    check("-a.b[1]", "-(a.b[1])");
    check("~ - a", "~(-a)");
    check("a like b || c", "a like (b || c)");
    check(
        "a between b + 1 and c + 1 and d",
        "(a between (b + 1) and (c + 1)) and d",
    );
    check("a in (1) = b", "(a in (1)) = b");
    check("a is distinct from b = c", "(a is distinct from b) = c");
    check("a <=> b is not true", "(a <=> b) is not true");
}

#[test]
fn what_does_not_chain() {
    refuses("a < b < c");
    refuses("a like b like c");
    refuses("a in (1) in (2)");
    refuses("a = not b");
    refuses("a is null is null");
    refuses("a between 1 and 2 between 3 and 4");
}

#[test]
fn spellings() {
    prints("a == b and a != c", "a = b AND a <> c");
    prints("a regexp b", "a RLIKE b");
    prints("a not regexp b", "a NOT RLIKE b");
    prints("a is not unknown", "a IS NOT NULL");
    prints("a = some (select b from t)", "a = ANY (SELECT b FROM t)");
    prints("a like any ('x%', 'y%')", "a LIKE ANY ('x%', 'y%')");
    prints("(a, b) in ((1, 2), (3, 4))", "(a, b) IN ((1, 2), (3, 4))");
    prints("a in (select b from t)", "a IN (SELECT b FROM t)");
    prints("a in ((select b from t), 1)", "a IN ((SELECT b FROM t), 1)");
    prints("not exists (select 1)", "NOT EXISTS (SELECT 1)");
    prints("((select 1) + 2) * 3", "((SELECT 1) + 2) * 3");
    prints(
        "((select 1) union all (select 2))",
        "((SELECT 1) UNION ALL (SELECT 2))",
    );
    prints("(((1)))", "1");
    prints("a.b.c[0].d", "a.b.c[0].d");
    prints("m['k'][1]", "m['k'][1]");
    prints(
        "case a when 1 then 'x' else 'y' end",
        "CASE a WHEN 1 THEN 'x' ELSE 'y' END",
    );
    prints("case when a then b end", "CASE WHEN a THEN b END");
    prints("trim(both 'x' from a)", "trim(a, 'x')");
    prints("trim(leading from a)", "ltrim(a)");
    prints("trim(trailing 'x' from a)", "rtrim(a, 'x')");
    prints("trim(a)", "trim(a)");
    prints("extract(day from a)", "EXTRACT(DAY FROM a)");
    prints("floor(a to month)", "FLOOR(a TO MONTH)");
    prints("floor(a)", "floor(a)");
    prints("current_date", "current_date()");
    prints(
        "cast(a as date format 'yyyy')",
        "CAST(a AS date FORMAT 'yyyy')",
    );
}

#[test]
fn calls() {
    prints("count(*)", "count(*)");
    prints("count(distinct a, b)", "count(DISTINCT a, b)");
    prints("sum(all a)", "sum(a)");
    prints("if(a, date(b), map(1, 2))", "if(a, date(b), map(1, 2))");
    prints("db.f(t.*)", "db.f(t.*)");
    prints("year(a) + day(b)", "year(a) + day(b)");
    prints(
        "percentile_disc(0.5) within group (order by a desc)",
        "percentile_disc(0.5) WITHIN GROUP (ORDER BY a DESC)",
    );
    prints(
        "lag(a, 1) ignore nulls over (partition by b order by c nulls last)",
        "lag(a, 1) IGNORE NULLS OVER (PARTITION BY b ORDER BY c NULLS LAST)",
    );
    prints(
        "first_value(a ignore nulls) over w",
        "first_value(a) IGNORE NULLS OVER w",
    );
    prints(
        "sum(a) over (distribute by b sort by c)",
        "sum(a) OVER (PARTITION BY b ORDER BY c)",
    );
    prints(
        "sum(a) over (cluster by b)",
        "sum(a) OVER (PARTITION BY b ORDER BY b)",
    );
    prints(
        "sum(a) over (w rows between 1 preceding and unbounded following)",
        "sum(a) OVER (w ROWS BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING)",
    );
    prints(
        "sum(a) over (range current row)",
        "sum(a) OVER (RANGE CURRENT ROW)",
    );
    prints("rank() over ()", "rank() OVER ()");
}

#[test]
fn numbers() {
    let check = |input: &str, expected: Literal| match parse_expr(input).map(|expr| expr.kind) {
        Ok(ExprKind::Literal(literal)) => assert_eq!(literal, expected, "of {input}"),
        other => panic!("{input}: {other:?}"),
    };
    let integer = |digits: &str, suffix| {
        let digits = digits.to_string();
        Literal::Integer { digits, suffix }
    };
    let decimal = |text: &str| Literal::Decimal(text.to_string());
    let double = |text: &str| {
        let text = text.to_string();
        Literal::Double { text, float: false }
    };
    check("007", integer("007", IntegerSuffix::None));
    check("1L", integer("1", IntegerSuffix::Long));
    check("1s", integer("1", IntegerSuffix::Short));
    check("1Y", integer("1", IntegerSuffix::Byte));
    check("1.50", decimal("1.50"));
    check("1.", decimal("1."));
    check("1BD", decimal("1"));
    check("1e5BD", decimal("1e5"));
    check("1E5", double("1e5"));
    check("1.5D", double("1.5"));
    check("1D", double("1"));
}

#[test]
fn other_literals() {
    prints("'a' \"b\" 'c'", "'abc'");
    prints("_utf8 'x'", "'x'");
    prints("_UTF-8 0xE982B5", "'邵'");
    prints("date '2009-12-13'", "DATE '2009-12-13'");
    prints(
        "timestamp \"2009-12-13 01:02:03\"",
        "TIMESTAMP '2009-12-13 01:02:03'",
    );
    prints(
        "timestamplocaltz '2009-12-13'",
        "TIMESTAMPLOCALTZ '2009-12-13'",
    );
    prints("true and FALSE or null", "TRUE AND FALSE OR NULL");
    for text in [
        "interval '1' day",
        "interval 1 days",
        "1 day",
        "'1' day",
        "(1) day",
    ] {
        let expected = if text.contains('\'') {
            "INTERVAL '1' DAY"
        } else {
            "INTERVAL 1 DAY"
        };
        prints(text, expected);
    }
    prints("interval (a + 1) hours", "INTERVAL (a + 1) HOUR");
    prints(
        "interval '1-2' year to month",
        "INTERVAL '1-2' YEAR TO MONTH",
    );
    prints(
        "'1 2:3:4' day to second",
        "INTERVAL '1 2:3:4' DAY TO SECOND",
    );
}

#[test]
fn names() {
    prints("`select`.`a``b` + 1c", "`select`.`a``b` + 1c");
    prints("key + value + default", "key + value + default");
    for word in ["select", "from", "date", "order", "`a"] {
        refuses(word);
    }
}

#[test]
fn types() {
    let check = |input: &str, expected: &str| match parse_type(input) {
        Ok(ty) => assert_eq!(ty.to_string(), expected, "of {input}"),
        Err(error) => panic!("{}", error.render(input)),
    };
    check("INT", "int");
    check("Integer", "int");
    check("real", "float");
    check("double precision", "double");
    check("decimal", "decimal(10,0)");
    check("numeric (5)", "decimal(5,0)");
    check(
        "timestamp with local time zone",
        "timestamp with local time zone",
    );
    check("timestamplocaltz", "timestamp with local time zone");
    check(
        "array<map<string, struct<a: int, `B`:array<char(3)>>>>",
        "array<map<string,struct<a:int,b:array<char(3)>>>>",
    );
    check("struct<date:int comment 'x'>", "struct<date:int>");
    check(
        "uniontype<int,interval_day_time,void>",
        "uniontype<int,interval_day_time,void>",
    );
}
