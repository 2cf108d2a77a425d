//! Subqueries in expressions.

use super::harness::check;

#[test]
fn membership() {
    check(
        "select value from src where key in (select key from dim)",
        "one\ntwo\nzwei",
    );
    check(
        "select value from src where key not in (select key from dim where key is not null)",
        "three",
    );
    // A NULL in the list: nothing is certain not to be in it.
    check(
        "select value from src where key not in (select key from dim)",
        "",
    );
    check(
        "select value from src where key not in (select x from empty)",
        "one\ntwo\nzwei\nthree\nnone",
    );
    check(
        "select value from src where key in (select key from dim) or value = 'three'",
        "one\ntwo\nzwei\nthree",
    );
    check(
        "select value from src where (key, value) in (select key, 'one' from dim)",
        "one",
    );
}

#[test]
fn membership_as_a_value() {
    check("select 3 in (select key from dim)", "NULL");
    check("select 1 in (select key from dim)", "true");
    check("select 3 in (select key from dim where key > 0)", "false");
    check("select null in (select x from empty)", "false");
    check(
        "select key, key in (select key from dim where key > 0) from src where key > 1 or key is null",
        "2|true\n2|true\n3|false\nNULL|NULL",
    );
}

#[test]
fn existence() {
    check(
        "select value from src s where exists (select 1 from dim d where d.key = s.key)",
        "one\ntwo\nzwei",
    );
    check(
        "select value from src s where not exists (select 1 from dim d where d.key = s.key)",
        "three\nnone",
    );
    check("select exists (select 1 from empty)", "false");
    check(
        "select value, exists (select 1 from dim d where d.key = s.key) from src s where s.key = 1 or s.key = 3",
        "one|true\nthree|false",
    );
}

#[test]
fn scalars() {
    check("select (select max(n) from nums)", "10");
    check(
        "select value from src where key = (select min(key) from src)",
        "one",
    );
    check("select (select x from empty)", "NULL");
    check(
        "select value, (select count(*) from dim d where d.key = s.key) from src s where key > 1",
        "two|1\nzwei|1\nthree|0",
    );
    check(
        "select g from nums group by g having sum(n) > (select avg(n) from nums)",
        "a\nb\nc",
    );
}

#[test]
fn correlated_single_rows() {
    check(
        "select value, (select name from dim d where d.key = s.key) from src s where key in (1, 3)",
        "one|uno\nthree|NULL",
    );
}

#[test]
fn quantified() {
    check(
        "select n from nums where n > all (select key from src where key > 0)",
        "10\n5",
    );
    check(
        "select n from nums where n < any (select key from src where key > 0)",
        "1\n2",
    );
    check(
        "select n from nums where n = any (select key from src)",
        "1\n2\n3",
    );
}

#[test]
fn quantified_as_a_value() {
    check("select 5 > all (select key from src where key > 0)", "true");
    check(
        "select 2 > all (select key from src where key > 0)",
        "false",
    );
    check("select 5 > all (select key from src)", "NULL");
    check("select 0 > any (select key from src)", "NULL");
    check("select 2 > any (select key from src)", "true");
    check(
        "select 2 > all (select x from empty), 2 > any (select x from empty)",
        "true|false",
    );
    check(
        "select 1 = all (select x from one), 1 <> any (select key from dim)",
        "true|true",
    );
}

#[test]
fn correlated_not_in() {
    check(
        "select value from src s where value not in (select name from dim d where d.key = s.key)",
        "one\ntwo\nzwei\nthree\nnone",
    );
    check(
        "select g, n from nums o where n not in (select max(n) from nums i where i.g = o.g)",
        "a|1\na|2",
    );
}

#[test]
fn over_group_keys() {
    check(
        "select g, count(*) from nums o group by g having exists (select 1 from nums i where i.g = o.g and i.n > 5)",
        "b|2",
    );
    check(
        "select g, (select count(*) from nums i where i.g = o.g) from nums o group by g",
        "a|3\nb|2\nc|1",
    );
}
