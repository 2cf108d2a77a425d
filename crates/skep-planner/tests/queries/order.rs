//! ORDER BY and its kin.

use super::harness::{check, check_with};
use skep_planner::Options;

#[test]
fn nulls_go_last_unless_told() {
    check("select key from src order by key", "1\n2\n2\n3\nNULL");
    check("select key from src order by key desc", "NULL\n3\n2\n2\n1");
    check(
        "select key from src order by key nulls first",
        "NULL\n1\n2\n2\n3",
    );
    check(
        "select key from src order by key desc nulls last",
        "3\n2\n2\n1\nNULL",
    );
    let first = Options {
        nulls_last: false,
        ..Options::default()
    };
    check_with(
        "select key from src order by key",
        first,
        "NULL\n1\n2\n2\n3",
    );
}

#[test]
fn by_alias_position_and_hidden_column() {
    check(
        "select value from src where key > 0 order by key, value desc",
        "one\nzwei\ntwo\nthree",
    );
    check(
        "select key k, value from src where key > 1 order by 2",
        "3|three\n2|two\n2|zwei",
    );
    check(
        "select key * -1 k from src where key > 0 order by k",
        "-3\n-2\n-2\n-1",
    );
    check(
        "select value key from src where key > 1 order by key",
        "three\ntwo\nzwei",
    );
    check(
        "select s.key from src s where key > 0 order by s.key desc",
        "3\n2\n2\n1",
    );
    check(
        "select upper(value) from src where key < 3 order by upper(value)",
        "ONE\nTWO\nZWEI",
    );
}

#[test]
fn over_groups() {
    check(
        "select g from nums group by g order by sum(n) desc",
        "b\na\nc",
    );
    check(
        "select g, count(*) from nums group by g order by count(*), g",
        "c|1\nb|2\na|3",
    );
    check(
        "select g, count(*) c from nums group by g order by c desc",
        "a|3\nb|2\nc|1",
    );
}

#[test]
fn sort_cluster_distribute() {
    check(
        "select key from src where key > 0 sort by key desc",
        "3\n2\n2\n1",
    );
    check(
        "select key from src where key > 0 cluster by key",
        "1\n2\n2\n3",
    );
    check(
        "select key from src where key > 0 distribute by value sort by key",
        "1\n2\n2\n3",
    );
}
