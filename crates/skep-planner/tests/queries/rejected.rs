//! Queries that Hive refuses.

use super::harness::refuse;

#[test]
fn unknown_names() {
    refuse("select * from scr", "did you mean `src`?");
    refuse("select valu from src", "did you mean `value`?");
    refuse("select s.valu from src s", "table `s` has no column `valu`");
    refuse("select x.* from src s", "no table `x`");
    refuse("select nosuch(1)", "there is no function `nosuch`");
    refuse("select key from src, dim", "ambiguous");
    refuse("select src.key from src s", "there is no column `src`");
}

#[test]
fn misplaced_aggregates() {
    refuse(
        "select value, count(*) from src group by key",
        "GROUP BY key `value`",
    );
    refuse("select key, count(*) from src", "GROUP BY key `key`");
    refuse(
        "select key from src where count(*) > 1",
        "can't stand in WHERE",
    );
    refuse("select sum(count(*)) from src", "argument of another");
    refuse(
        "select key from src having key > 1",
        "HAVING specified without GROUP BY",
    );
    refuse(
        "select count(*) from src group by count(*)",
        "can't stand in GROUP BY",
    );
}

#[test]
fn misplaced_windows_and_table_functions() {
    refuse(
        "select key from src where rank() over (order by key) = 1",
        "can't stand in WHERE",
    );
    refuse("select explode(tags), id from nested", "LATERAL VIEW");
    refuse(
        "select upper(explode(tags)) from nested",
        "inside an expression",
    );
    refuse("select sum(n) over w from nums", "no window `w`");
}

#[test]
fn shapes() {
    refuse("select 1 union all select 1, 2", "1 and 2 columns");
    refuse("select key from src order by 2", "position 2");
    refuse(
        "select distinct key from src order by value",
        "SELECT DISTINCT",
    );
    refuse("select (select 1, 2)", "one column");
    refuse(
        "select * from src s join dim s on s.key = s.key",
        "two tables",
    );
    refuse("select *", "needs a FROM");
}
