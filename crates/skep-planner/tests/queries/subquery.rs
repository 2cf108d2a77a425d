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
