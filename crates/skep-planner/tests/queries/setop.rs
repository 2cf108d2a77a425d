//! UNION, INTERSECT, EXCEPT.

use super::harness::{check, check_columns};

#[test]
fn unions() {
    check("select 1 union all select 1", "1\n1");
    check("select 1 union select 1", "1");
    check(
        "select key from src where key = 1 union all select key from dim where key = 4",
        "1\n4",
    );
    check(
        "select key k from src where key > 1 union all select 9 order by k desc",
        "9\n3\n2\n2",
    );
    check_columns("select 1 a union all select 2.5 b", "a decimal(11,1)");
    check_columns("select null a union all select 'x'", "a string");
    check(
        "select count(*) from (select key from src union all select key from dim) t",
        "9",
    );
    check(
        "select count(*) from (select key from src union select key from dim) t",
        "5",
    );
}

#[test]
fn intersections_and_differences() {
    check(
        "select key from src intersect select key from dim",
        "1\n2\nNULL",
    );
    check("select key from src except select key from dim", "3");
    check("select key from src minus select key from dim", "3");
    let three = "select 2 x union all select 2 union all select 2";
    let two = "select 2 x union all select 2";
    check(
        &format!("select x from ({three}) a intersect all select x from ({two}) b"),
        "2\n2",
    );
    check(
        &format!("select x from ({three}) a except all select x from ({two}) b"),
        "2",
    );
}
