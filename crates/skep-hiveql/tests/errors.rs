//! What people see when they mistype: the whole message, line, caret and hint.

use expect_test::{Expect, expect};
use skep_hiveql::parse_statement;

fn check(input: &str, expected: Expect) {
    let shown = match parse_statement(input) {
        Ok(statement) => format!("parses: {statement}"),
        Err(error) => error.render(input),
    };
    expected.assert_eq(&shown);
}

#[test]
fn mistyped_keywords() {
    check(
        "selct * from t",
        expect![[r#"
        line 1, column 1: expected a statement, found `selct`
          selct * from t
          ^^^^^
        did you mean SELECT?"#]],
    );
    check(
        "select * form t",
        expect![[r#"
        line 1, column 10: expected `,`, FROM, WHERE, GROUP, HAVING, WINDOW, QUALIFY, UNION or something else, found `form`
          select * form t
                   ^^^^
        did you mean FROM?"#]],
    );
    check(
        "select a form t",
        expect![[r#"
        line 1, column 15: expected `,`, FROM, WHERE, GROUP, HAVING, WINDOW, QUALIFY, UNION or something else, found `t`
          select a form t
                        ^
        did you mean FROM instead of form?"#]],
    );
    check(
        "select a from t wehre b = 1",
        expect![[r#"
        line 1, column 23: expected `,`, CROSS, JOIN, INNER, LEFT, RIGHT, FULL, WHERE or something else, found `b`
          select a from t wehre b = 1
                                ^
        did you mean WHERE instead of wehre?"#]],
    );
    check(
        "select a from t gruop by a",
        expect![[r#"
            line 1, column 23: expected `,`, CROSS, JOIN, INNER, LEFT, RIGHT, FULL, WHERE or something else, found `by`
              select a from t gruop by a
                                    ^^
            did you mean GROUP instead of gruop?"#]],
    );
    check(
        "create tabel t (a int)",
        expect![[r#"
        line 1, column 8: expected TEMPORARY, TRANSACTIONAL, EXTERNAL, MANAGED, VIEW, DATABASE, FUNCTION, MATERIALIZED or something else, found `tabel`
          create tabel t (a int)
                 ^^^^^
        did you mean TABLE?"#]],
    );
    check(
        "insert overwrit table t select 1",
        expect![[r#"
        line 1, column 8: expected INTO or OVERWRITE, found `overwrit`
          insert overwrit table t select 1
                 ^^^^^^^^
        did you mean OVERWRITE?"#]],
    );
    check(
        "show tabels",
        expect![[r#"
        line 1, column 6: expected TABLES, DATABASES, SCHEMAS, PARTITIONS, CREATE, COLUMNS, FUNCTIONS, VIEWS or something else, found `tabels`
          show tabels
               ^^^^^^
        did you mean TABLES?"#]],
    );
    check(
        "drop veiw v",
        expect![[r#"
        line 1, column 6: expected TABLE, VIEW, MATERIALIZED, DATABASE, SCHEMA, FUNCTION or TEMPORARY, found `veiw`
          drop veiw v
               ^^^^
        did you mean VIEW?"#]],
    );
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn missing_and_surplus() {
    check(
        "",
        expect!["line 1, column 1: expected a statement, found the end"],
    );
    check(
        "select",
        expect![[r#"
        line 1, column 7: expected DISTINCT, ALL or an expression, found the end
          select
                ^"#]],
    );
    check(
        "select from t",
        expect![[r#"
        line 1, column 8: expected DISTINCT, ALL or an expression, found `from`
          select from t
                 ^^^^"#]],
    );
    check(
        "select a, from t",
        expect![[r#"
        line 1, column 11: expected an expression, found `from`
          select a, from t
                    ^^^^"#]],
    );
    check(
        "select a from",
        expect![[r#"
        line 1, column 14: expected a name, found the end
          select a from
                       ^"#]],
    );
    check(
        "select a from t where",
        expect![[r#"
        line 1, column 22: expected an expression, found the end
          select a from t where
                               ^"#]],
    );
    check(
        "select (a from t",
        expect![[r#"
        line 1, column 11: expected `,` or `)`, found `from`
          select (a from t
                    ^^^^"#]],
    );
    check(
        "select a) from t",
        expect![[r#"
        line 1, column 9: expected AS, `,`, FROM, WHERE, GROUP, HAVING, WINDOW, QUALIFY or something else, found `)`
          select a) from t
                  ^"#]],
    );
    check(
        "select a from t order a",
        expect![[r#"
            line 1, column 23: expected BY, found `a`
              select a from t order a
                                    ^"#]],
    );
    check(
        "select a b c from t",
        expect![[r#"
        line 1, column 12: expected `,`, FROM, WHERE, GROUP, HAVING, WINDOW, QUALIFY, UNION or something else, found `c`
          select a b c from t
                     ^"#]],
    );
    check(
        "select * from (select 1)",
        expect![[r#"
        line 1, column 25: expected AS or the subquery's name, found the end
          select * from (select 1)
                                  ^"#]],
    );
    check(
        "create table t (a int",
        expect![[r#"
        line 1, column 22: expected COMMENT, CONSTRAINT, NOT, DEFAULT, REFERENCES, CHECK, PRIMARY, UNIQUE or something else, found the end
          create table t (a int
                               ^"#]],
    );
    check(
        "create table t (a)",
        expect![[r#"
        line 1, column 18: expected a type, found `)`
          create table t (a)
                           ^"#]],
    );
    check(
        "create table t (a int,)",
        expect![[r#"
        line 1, column 23: expected a name, found `)`
          create table t (a int,)
                                ^"#]],
    );
    check(
        "insert into t",
        expect![[r#"
        line 1, column 14: expected IF, WITH, FROM, VALUES, SELECT or `(`, found the end
          insert into t
                       ^"#]],
    );
    check(
        "case",
        expect![[r#"
        line 1, column 1: expected a statement, found `case`
          case
          ^^^^"#]],
    );
    check(
        "select 1;; select 2",
        expect![[r#"
        line 1, column 12: expected `;` or the end of the statement, found `select`
          select 1;; select 2
                     ^^^^^^"#]],
    );
}

#[test]
fn open_ends() {
    check(
        "select 'abc",
        expect![[r#"
        line 1, column 8: this string is never closed
          select 'abc
                 ^^^^"#]],
    );
    check(
        "select a\nfrom t\nwhere b = \"x",
        expect![[r#"
        line 3, column 11: this string is never closed
          where b = "x
                    ^^"#]],
    );
    check(
        "select `a from t",
        expect![[r#"
        line 1, column 8: this name is never closed
          select `a from t
                 ^^^^^^^^^"#]],
    );
    check(
        "select 1 /* never",
        expect![[r#"
        line 1, column 10: this comment is never closed
          select 1 /* never
                   ^^^^^^^^"#]],
    );
}

#[test]
fn reserved_words() {
    check(
        "select date from t",
        expect![[r#"
            line 1, column 8: expected DISTINCT, ALL or an expression, found `date`
              select date from t
                     ^^^^
            did you mean `date` in backticks (it is a reserved word)?"#]],
    );
    check(
        "create table group (a int)",
        expect![[r#"
        line 1, column 14: expected IF or a name, found `group`
          create table group (a int)
                       ^^^^^
        did you mean `group` in backticks (it is a reserved word)?"#]],
    );
    check(
        "create table t (order int)",
        expect![[r#"
        line 1, column 17: expected a name, found `order`
          create table t (order int)
                          ^^^^^
        did you mean `order` in backticks (it is a reserved word)?"#]],
    );
}

#[test]
fn strange_characters() {
    check(
        "select a @ b",
        expect![[r#"
        line 1, column 10: unexpected character `@`
          select a @ b
                   ^"#]],
    );
    check(
        "select größe from t",
        expect![[r#"
        line 1, column 10: unexpected `ö`: a name with such letters needs backticks
          select größe from t
                   ^"#]],
    );
    check(
        "select 1 \\ 2",
        expect![[r#"
        line 1, column 10: unexpected character `\\`
          select 1 \ 2
                   ^"#]],
    );
}

#[test]
fn types() {
    check(
        "create table t (a strng)",
        expect![[r#"
        line 1, column 19: expected a type, found `strng`
          create table t (a strng)
                            ^^^^^
        did you mean string?"#]],
    );
    check(
        "create table t (a decimal(39,2))",
        expect![[r#"
        line 1, column 19: a decimal has a precision of 1 to 38 and a scale of 0 to the precision
          create table t (a decimal(39,2))
                            ^^^^^^^^^^^^^"#]],
    );
    check(
        "create table t (a char(300))",
        expect![[r#"
        line 1, column 19: the length here is 1 to 255
          create table t (a char(300))
                            ^^^^^^^^^"#]],
    );
    check(
        "create table t (a map<array<int>,int>)",
        expect![[r#"
        line 1, column 23: a map's key is a primitive type
          create table t (a map<array<int>,int>)
                                ^^^^^^^^^^"#]],
    );
    check(
        "select cast(a as integr) from t",
        expect![[r#"
        line 1, column 18: expected a type, found `integr`
          select cast(a as integr) from t
                           ^^^^^^
        did you mean integer?"#]],
    );
}

#[test]
fn no_chains_of_comparisons() {
    check(
        "select a < b < c",
        expect![[r#"
        line 1, column 14: expected AS, `,`, FROM, WHERE, GROUP, HAVING, WINDOW, QUALIFY or something else, found `<`
          select a < b < c
                       ^"#]],
    );
    check(
        "select a in (1) in (2)",
        expect![[r#"
        line 1, column 17: expected AS, `,`, FROM, WHERE, GROUP, HAVING, WINDOW, QUALIFY or something else, found `in`
          select a in (1) in (2)
                          ^^"#]],
    );
    check(
        "select a = not b",
        expect![[r#"
        line 1, column 12: expected an expression, found `not`
          select a = not b
                     ^^^"#]],
    );
}

#[test]
fn where_it_stands() {
    check(
        "select a,\n       b\n\tfrom t\n\twhere x ==== 1",
        expect![[r#"
            line 4, column 12: expected an expression, found `==`
              	where x ==== 1
              	          ^^"#]],
    );
}

#[test]
fn refused() {
    check(
        "select * from a.b.c.d",
        expect![[r#"
        line 1, column 18: names of three parts (metadata and snapshot tables) are not supported
          select * from a.b.c.d
                           ^"#]],
    );
    check(
        "from uniquejoin a (a.x), b (b.x) select 1",
        expect![[r#"
        line 1, column 6: UNIQUEJOIN is not supported
          from uniquejoin a (a.x), b (b.x) select 1
               ^^^^^^^^^^"#]],
    );
}
