//! Window functions.

use super::harness::check;

#[test]
fn ranks() {
    check(
        "select g, n, row_number() over (partition by g order by n desc nulls last) from nums where g <> 'c'",
        "a|3|1\na|2|2\na|1|3\nb|10|1\nb|NULL|2",
    );
    check(
        "select key, rank() over (order by key) from src where key > 0",
        "1|1\n2|2\n2|2\n3|4",
    );
    check(
        "select key, dense_rank() over (order by key) from src where key > 0",
        "1|1\n2|2\n2|2\n3|3",
    );
}

#[test]
fn aggregates_over_windows() {
    check(
        "select n, sum(n) over (order by n) from nums where g = 'a'",
        "1|1\n2|3\n3|6",
    );
    check(
        "select n, sum(n) over () from nums where g = 'a'",
        "1|6\n2|6\n3|6",
    );
    check(
        "select n, sum(n) over (order by n rows between 1 preceding and 1 following) from nums where g = 'a'",
        "1|3\n2|6\n3|5",
    );
    check(
        "select n, count(*) over (order by n range between 1 preceding and current row) from nums where g = 'a'",
        "1|1\n2|2\n3|2",
    );
}

#[test]
fn over_groups() {
    check(
        "select g, sum(n), rank() over (order by sum(n) desc) from nums group by g",
        "b|10|1\na|6|2\nc|5|3",
    );
    check(
        "select g, sum(sum(n)) over () from nums group by g",
        "a|21\nb|21\nc|21",
    );
}

#[test]
fn neighbours() {
    check(
        "select n, lag(n) over (order by n), lead(n, 1, 0) over (order by n) from nums where g = 'a'",
        "1|NULL|2\n2|1|3\n3|2|0",
    );
    check(
        "select n, first_value(n) over (order by n desc) from nums where g = 'a'",
        "1|3\n2|3\n3|3",
    );
}

#[test]
fn named_windows() {
    check(
        "select n, sum(n) over w from nums where g = 'a' window w as (order by n)",
        "1|1\n2|3\n3|6",
    );
    check(
        "select n from nums where g = 'a' order by row_number() over (order by n desc)",
        "3\n2\n1",
    );
}
