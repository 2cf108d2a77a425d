//! Rows in every format, and what stands around them.

use expect_test::{Expect, expect};

use super::{check, with_fruit};

#[test]
fn rows_on_stdout_the_rest_on_stderr() {
    check(
        &["-e", "select 1 + 1, 'a'"],
        &expect![[r#"
            exit 0
            -- stdout
            2	a
            -- stderr
            OK
            Time taken: [t] seconds, Fetched: 1 row(s)
        "#]],
    );
    check(
        &["-S", "-e", "select 1 + 1"],
        &expect![[r#"
            exit 0
            -- stdout
            2
        "#]],
    );
    check(
        &["sql", "-e", "create database d"],
        &expect![[r#"
            exit 0
            -- stderr
            OK
            Time taken: [t] seconds
        "#]],
    );
}

#[test]
fn bytes_read_are_told() {
    let sandbox = with_fruit();
    let run = sandbox
        .run(&["-e", "select name from fruit where n = 3"])
        .unwrap();
    // apple\t3\n pear\tmany\n \N\t7\n: 8 + 10 + 5 bytes.
    expect![[r#"
        exit 0
        -- stdout
        apple
        -- stderr
        OK
        Time taken: [t] seconds, Fetched: 1 row(s), Read: 23 B
    "#]]
    .assert_eq(&sandbox.show(&run));
}

fn format(format: &str, expected: &Expect) {
    let sandbox = with_fruit();
    let run = sandbox
        .run(&["-S", "--format", format, "-e", "select * from fruit"])
        .unwrap();
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    expected.assert_eq(&run.stdout);
}

#[test]
fn formats() {
    format(
        "tsv",
        &expect![[r#"
        apple	3
        pear	NULL
        NULL	7
    "#]],
    );
    format(
        "csv",
        &expect![[r#"
        name,n
        apple,3
        pear,
        ,7
    "#]],
    );
    format(
        "json",
        &expect![[r#"
        {"name":"apple","n":3}
        {"name":"pear","n":null}
        {"name":null,"n":7}
    "#]],
    );
    format(
        "table",
        &expect![[r#"
        +-------+------+
        | name  |    n |
        +-------+------+
        | apple |    3 |
        | pear  | NULL |
        | NULL  |    7 |
        +-------+------+
    "#]],
    );
    format(
        "markdown",
        &expect![[r#"
        | name | n |
        | --- | ---: |
        | apple | 3 |
        | pear | NULL |
        | NULL | 7 |
    "#]],
    );
    format(
        "vertical",
        &expect![[r#"
        -[ row 1 ]-
        name | apple
           n | 3
        -[ row 2 ]-
        name | pear
           n | NULL
        -[ row 3 ]-
        name | NULL
           n | 7
    "#]],
    );
}

#[test]
fn a_header_on_demand() {
    let sandbox = with_fruit();
    let script = "set hive.cli.print.header=true; select name as fruit, n from fruit limit 1";
    let run = sandbox.run(&["-S", "-e", script]).unwrap();
    assert_eq!(run.stdout, "fruit\tn\napple\t3\n", "{}", run.stderr);
}
