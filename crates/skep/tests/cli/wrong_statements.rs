//! Statements that are wrong: what is said, where it points to, and exit code 1.

use expect_test::{Expect, expect};

use super::{check, check_script, sandbox, with_fruit};

/// Runs a statement beside the table `fruit`: its error, and nothing on standard output.
fn wrong(statement: &str, expected: &Expect) {
    let sandbox = with_fruit();
    let run = sandbox.run(&["-S", "-e", statement]).unwrap();
    assert_eq!(
        (run.code, run.stdout.as_str()),
        (Some(1), ""),
        "{statement}: {}",
        run.stderr
    );
    expected.assert_eq(&run.stderr);
}

#[test]
fn a_keyword_mistyped() {
    wrong(
        "selct * from fruit",
        &expect![[r#"
        error: expected a statement, found `selct`
         --> line 1, column 1
        1 | selct * from fruit
          | ^^^^^
        hint: did you mean SELECT?
    "#]],
    );
    wrong(
        "select * form fruit",
        &expect![[r#"
        error: expected `,`, FROM, WHERE, GROUP, HAVING, WINDOW, QUALIFY, UNION or something else, found `form`
         --> line 1, column 10
        1 | select * form fruit
          |          ^^^^
        hint: did you mean FROM?
    "#]],
    );
    wrong(
        "create table t (a strin)",
        &expect![[r#"
        error: expected a type, found `strin`
         --> line 1, column 19
        1 | create table t (a strin)
          |                   ^^^^^
        hint: did you mean string?
    "#]],
    );
}

#[test]
fn unknown_names() {
    wrong(
        "select * from friut",
        &expect![[r#"
        error: there is no table `friut`
         --> line 1, column 15
        1 | select * from friut
          |               ^^^^^
        hint: did you mean `fruit`?
    "#]],
    );
    wrong(
        "select nmae from fruit",
        &expect![[r#"
        error: there is no column `nmae`
         --> line 1, column 8
        1 | select nmae from fruit
          |        ^^^^
        hint: did you mean `name`?
    "#]],
    );
    wrong(
        "select f.nme from fruit f",
        &expect![[r#"
        error: table `f` has no column `nme`
         --> line 1, column 10
        1 | select f.nme from fruit f
          |          ^^^
        hint: did you mean `name`?
    "#]],
    );
    wrong(
        "select lenght(name) from fruit",
        &expect![[r#"
        error: there is no function `lenght`
         --> line 1, column 8
        1 | select lenght(name) from fruit
          |        ^^^^^^
        hint: did you mean `length`?
    "#]],
    );
    wrong(
        "use defalt",
        &expect![[r#"
        error: database `defalt` does not exist
         --> line 1, column 5
        1 | use defalt
          |     ^^^^^^
        hint: did you mean `default`?
    "#]],
    );
    // Nothing is near these.
    wrong(
        "select x from fruit",
        &expect![[r#"
        error: there is no column `x`
         --> line 1, column 8
        1 | select x from fruit
          |        ^
    "#]],
    );
    wrong(
        "select * from sales.orders",
        &expect![[r#"
        error: there is no table `sales.orders`
         --> line 1, column 21
        1 | select * from sales.orders
          |                     ^^^^^^
    "#]],
    );
}

#[test]
fn what_is_never_closed() {
    wrong(
        "select 'apple from fruit",
        &expect![[r#"
        error: this string is never closed
         --> line 1, column 8
        1 | select 'apple from fruit
          |        ^^^^^^^^^^^^^^^^^
    "#]],
    );
    wrong(
        "select `name from fruit",
        &expect![[r#"
        error: this name is never closed
         --> line 1, column 8
        1 | select `name from fruit
          |        ^^^^^^^^^^^^^^^^
    "#]],
    );
    wrong(
        "select name /* the name from fruit",
        &expect![[r#"
        error: this comment is never closed
         --> line 1, column 13
        1 | select name /* the name from fruit
          |             ^^^^^^^^^^^^^^^^^^^^^^
    "#]],
    );
    wrong(
        "select (n + 1 from fruit",
        &expect![[r#"
        error: expected `,` or `)`, found `from`
         --> line 1, column 15
        1 | select (n + 1 from fruit
          |               ^^^^
    "#]],
    );
    wrong(
        "select name from fruit where",
        &expect![[r#"
        error: expected an expression, found the end
         --> line 1, column 29
        1 | select name from fruit where
          |                             ^
    "#]],
    );
}

#[test]
fn types_and_arguments() {
    wrong(
        "select array(n) + 1 from fruit",
        &expect![[r#"
        error: cannot apply `+` to array<int> and int
         --> line 1, column 8
        1 | select array(n) + 1 from fruit
          |        ^^^^^^^^^^^^
    "#]],
    );
    wrong(
        "select substr(name) from fruit",
        &expect![[r#"
        error: `substr` takes 2 to 3 arguments, 1 given
         --> line 1, column 8
        1 | select substr(name) from fruit
          |        ^^^^^^
    "#]],
    );
    wrong(
        "select sum(name, n) from fruit",
        &expect![[r#"
        error: `sum` takes 1 argument, 2 given
         --> line 1, column 8
        1 | select sum(name, n) from fruit
          |        ^^^
    "#]],
    );
    wrong(
        "select name, max(n) from fruit",
        &expect![[r#"
        error: expression not in GROUP BY key `name`
         --> line 1, column 8
        1 | select name, max(n) from fruit
          |        ^^^^
        hint: add it to GROUP BY or put it in an aggregate function
    "#]],
    );
    wrong(
        "select name from fruit order by 3",
        &expect![[r#"
            error: ORDER BY position 3 is not in the select list, which ends at 1
             --> line 1, column 33
            1 | select name from fruit order by 3
              |                                 ^
        "#]],
    );
    wrong(
        "select name from fruit union all select name, n from fruit",
        &expect![[r#"
            error: the sides of a set operation have 1 and 2 columns
             --> line 1, column 1
            1 | select name from fruit union all select name, n from fruit
              | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        "#]],
    );
    wrong(
        "insert into fruit select name from fruit",
        &expect![[r#"
        error: cannot insert: the target has 2 columns, the query gives 1 column
         --> line 1, column 19
        1 | insert into fruit select name from fruit
          |                   ^^^^^^^^^^^^^^^^^^^^^^
    "#]],
    );
    wrong(
        "insert into fruit values ('fig', 1, 2)",
        &expect![[r#"
        error: cannot insert: the target has 2 columns, the query gives 3 columns
         --> line 1, column 19
        1 | insert into fruit values ('fig', 1, 2)
          |                   ^^^^^^^^^^^^^^^^^^^^
    "#]],
    );
}

/// Hive's answer to a division by zero is NULL.
#[test]
fn a_division_by_zero_is_null() {
    let run = sandbox()
        .run(&[
            "-S",
            "-e",
            "select 1 / 0, 1 div 0, 1 % 0, pmod(1, 0), 1.5 / 0",
        ])
        .unwrap();
    assert_eq!(
        (run.code, run.stdout.as_str(), run.stderr.as_str()),
        (Some(0), "NULL\tNULL\tNULL\tNULL\tNULL\n", "")
    );
}

#[test]
fn tables_that_are_there_or_are_not() {
    wrong(
        "create table fruit (a int)",
        &expect![[r#"
        error: table `default.fruit` already exists
         --> line 1, column 14
        1 | create table fruit (a int)
          |              ^^^^^
    "#]],
    );
    wrong(
        "set hive.exec.drop.ignorenonexistent=false; drop table friut",
        &expect![[r#"
            error: table `default.friut` does not exist
             --> line 1, column 12
            1 | drop table friut
              |            ^^^^^
            hint: did you mean `fruit`?
        "#]],
    );
    wrong(
        "truncate table friut",
        &expect![[r#"
        error: table `default.friut` does not exist
         --> line 1, column 16
        1 | truncate table friut
          |                ^^^^^
        hint: did you mean `fruit`?
    "#]],
    );
    wrong(
        "alter table friut rename to fruits",
        &expect![[r#"
        error: table `default.friut` does not exist
         --> line 1, column 13
        1 | alter table friut rename to fruits
          |             ^^^^^
        hint: did you mean `fruit`?
    "#]],
    );
    wrong(
        "create table t (a int, A string)",
        &expect![[r#"
        error: column `a` is there twice
         --> line 1, column 14
        1 | create table t (a int, A string)
          |              ^
    "#]],
    );
    wrong(
        "create table t (a int) row format serde 'com.example.NoSuchSerDe'",
        &expect![[r#"
            error: SerDe `com.example.NoSuchSerDe` is not supported
            hint: text is read by: org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe, org.apache.hadoop.hive.serde2.OpenCSVSerde, org.apache.hadoop.hive.serde2.RegexSerDe, org.apache.hadoop.hive.contrib.serde2.RegexSerDe, org.apache.hadoop.hive.serde2.JsonSerDe, org.apache.hive.hcatalog.data.JsonSerDe, org.apache.hadoop.hive.serde2.MultiDelimitSerDe, org.apache.hadoop.hive.contrib.serde2.MultiDelimitSerDe, org.skep.AccessLogSerDe
        "#]],
    );
    wrong(
        "create table t (a int) location 'ftp://host/dir'",
        &expect![[r#"
            error: cannot use `ftp://host/dir`: skep does not know the scheme `ftp:`; it reads plain paths, file:, s3:, s3a: and s3n:
        "#]],
    );
}

/// As Hive has it, unless `hive.exec.drop.ignorenonexistent` is false.
#[test]
fn dropping_a_missing_table_is_only_noted() {
    check(
        &[
            "-e",
            "drop table nosuch; drop view nosuch; drop table if exists nosuch",
        ],
        &expect![[r#"
            exit 0
            -- stderr
            note: table `default.nosuch` does not exist
            OK
            Time taken: [t] seconds
            note: table `default.nosuch` does not exist
            OK
            Time taken: [t] seconds
            OK
            Time taken: [t] seconds
        "#]],
    );
}

/// Neither the stack nor the memory is the limit.
#[test]
fn deep_nesting() {
    let deep = |before: &str, inside: &str, after: &str, times: usize| {
        let statement = format!(
            "select {}{inside}{};",
            before.repeat(times),
            after.repeat(times)
        );
        let run = sandbox()
            .run_with_input(&["-S"], statement.as_bytes())
            .unwrap();
        assert_eq!(
            (run.code, run.stdout.as_str()),
            (Some(1), ""),
            "{before}: {}",
            run.stderr
        );
        run.stderr.lines().next().unwrap_or_default().to_owned()
    };
    let nested = "error: this nests deeper than 200 levels";
    assert_eq!(deep("(", "1", ")", 100_000), nested);
    assert_eq!(deep("not ", "true", "", 50_000), nested);
    assert_eq!(deep("abs(", "1", ")", 5_000), nested);
    assert_eq!(deep("case when true then ", "1", " end", 5_000), nested);
    assert_eq!(
        deep("1 + ", "1", "", 50_000),
        "error: more than 1500 operators in a row"
    );
}

#[test]
fn an_error_in_the_middle_of_a_script() {
    check_script(
        "select 'before';\n\n-- wrong:\nselect nothing\n  from nowhere;\nselect 'after';\n",
        &expect![[r#"
            exit 1
            -- stdout
            before
            -- stderr
            OK
            Time taken: [t] seconds, Fetched: 1 row(s)
            error: there is no table `nowhere`
             --> line 5, column 8
            5 |   from nowhere
              |        ^^^^^^^
        "#]],
    );
    let sandbox = with_fruit();
    sandbox
        .write(
            "day.hql",
            "select count(*) from fruit;\nselect name,\n  m from fruit;\n",
        )
        .unwrap();
    let run = sandbox.run(&["-f", "day.hql"]).unwrap();
    expect![[r#"
        exit 1
        -- stdout
        3
        -- stderr
        OK
        Time taken: [t] seconds, Fetched: 1 row(s), Read: 23 B
        error: day.hql:3: there is no column `m`
         --> line 3, column 3
        3 |   m from fruit
          |   ^
    "#]]
    .assert_eq(&sandbox.show(&run));
}

#[test]
fn an_error_that_is_ignored() {
    check(
        &[
            "--hiveconf",
            "hive.cli.errors.ignore=true",
            "-S",
            "-e",
            "selct 1; select 2; drop databse x; select 3",
        ],
        &expect![[r#"
            exit 0
            -- stdout
            2
            3
            -- stderr
            error: expected a statement, found `selct`
             --> line 1, column 1
            1 | selct 1
              | ^^^^^
            hint: did you mean SELECT?
            error: expected TABLE, VIEW, MATERIALIZED, DATABASE, SCHEMA, FUNCTION or TEMPORARY, found `databse`
             --> line 1, column 6
            1 | drop databse x
              |      ^^^^^^^
            hint: did you mean DATABASE?
        "#]],
    );
}

#[test]
fn settings_that_are_wrong() {
    check(
        &[
            "--hiveconf",
            "hive.cli.errors.ignore=maybe",
            "-e",
            "select 1",
        ],
        &expect![[r#"
            exit 2
            -- stderr
            error: cannot set `hive.cli.errors.ignore` to `maybe`: `true` or `false` expected
        "#]],
    );
    check(
        &["--hiveconf", "novalue", "-e", "select 1"],
        &expect![[r#"
        exit 2
        -- stderr
        error: invalid value 'novalue' for '--hiveconf <KEY=VALUE>': expected KEY=VALUE

        For more information, try '--help'.
    "#]],
    );
    check(
        &["-e", "set hive.cli.print.header=often"],
        &expect![[r#"
        exit 1
        -- stderr
        error: cannot set `hive.cli.print.header` to `often`: `true` or `false` expected
    "#]],
    );
    check(
        &["-e", "source nosuch.hql"],
        &expect![[r#"
        exit 1
        -- stderr
        error: cannot read script `[dir]/nosuch.hql`: No such file or directory (os error 2)
    "#]],
    );
    check(
        &["-e", "!exit 7"],
        &expect![[r#"
        exit 1
        -- stderr
        error: `exit 7` failed with exit code 7
    "#]],
    );
}

#[test]
fn scripts_that_are_no_text() {
    let sandbox = sandbox();
    let run = sandbox
        .run_with_input(&[], b"select 1;\nselect '\xff\xfe';\n")
        .unwrap();
    expect![[r#"
        exit 2
        -- stderr
        error: the script is not UTF-8 text: see byte 18, in line 2
    "#]]
    .assert_eq(&sandbox.show(&run));
    let run = sandbox.run(&["-f", "."]).unwrap();
    expect![[r#"
        exit 2
        -- stderr
        error: cannot read the script `.`: Is a directory (os error 21)
    "#]]
    .assert_eq(&sandbox.show(&run));
    let run = sandbox.run_with_input(&["-S"], b"select 1\0;").unwrap();
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    assert!(run.stderr.contains("line 1, column 9"), "{}", run.stderr);
}
