//! Tables, views, CTEs, joins, LATERAL VIEW, VALUES, samples.

use super::harness::{check, check_columns};

#[test]
fn views_and_subqueries() {
    check("select * from big", "2|TWO\n2|ZWEI\n3|THREE");
    check("select b.k from big b where b.v = 'TWO'", "2");
    check(
        "select t.k from (select key k from src where key = 3) t",
        "3",
    );
    check(
        "select a from (select key, value from src where key = 3) t (a, b)",
        "3",
    );
}

#[test]
fn common_table_expressions() {
    check(
        "with q as (select key from src where key = 1) select * from q",
        "1",
    );
    check(
        "with a as (select 1 x), b as (select x + 1 y from a) select a.x, b.y from a, b",
        "1|2",
    );
    check(
        "with q (n) as (select key from src where key = 3) select n from q",
        "3",
    );
    check("with src as (select 7 z) select z from src", "7");
    check(
        "with q as (select 1 x) select * from (with q as (select 2 x) select x from q) t, q",
        "2|1",
    );
}

#[test]
fn inner_joins() {
    let rows = "1|uno\n2|dos\n2|dos";
    check(
        "select a.key, b.name from src a join dim b on a.key = b.key",
        rows,
    );
    check(
        "select a.key, b.name from src a, dim b where a.key = b.key",
        rows,
    );
    check(
        "select a.key, name from src a join dim b on (a.key = b.key and b.name <> 'uno')",
        "2|dos\n2|dos",
    );
    check("select count(*) from src cross join dim", "20");
    check("select count(*) from src a join src b", "25");
    check(
        "select a.value, b.value from src a join src b on a.key = b.key where a.value < b.value",
        "two|zwei",
    );
}

#[test]
fn outer_joins() {
    check(
        "select a.value, b.name from src a left join dim b on a.key = b.key",
        "one|uno\ntwo|dos\nzwei|dos\nthree|NULL\nnone|NULL",
    );
    check(
        "select a.value, b.name from src a right outer join dim b on a.key = b.key",
        "one|uno\ntwo|dos\nzwei|dos\nNULL|quatro\nNULL|nada",
    );
    check(
        "select count(*) from src a full outer join dim b on a.key = b.key",
        "7",
    );
    check(
        "select a.value, b.name from src a left join dim b on a.key = b.key and a.key = 1 where a.key < 3",
        "one|uno\ntwo|NULL\nzwei|NULL",
    );
}

#[test]
fn semi_and_anti_joins() {
    check(
        "select value from src left semi join dim on src.key = dim.key",
        "one\ntwo\nzwei",
    );
    check(
        "select value from src left anti join dim on src.key = dim.key",
        "three\nnone",
    );
}

#[test]
fn join_using() {
    check_columns(
        "select * from src join dim using (key)",
        "key int, value string, name string",
    );
    check(
        "select key, value, name from src join dim using (key) where key = 1",
        "1|one|uno",
    );
    check(
        "select key, name from src full outer join dim using (key) where name = 'quatro'",
        "4|quatro",
    );
}

#[test]
fn lateral_views() {
    check(
        "select id, t from nested lateral view explode(tags) x as t",
        "1|x\n1|y",
    );
    check(
        "select id, x.t from nested lateral view outer explode(tags) x as t",
        "1|x\n1|y\n2|NULL\n3|NULL",
    );
    check(
        "select id, a, b from nested lateral view explode(tags) x as a lateral view explode(tags) y as b where a <> b",
        "1|x|y\n1|y|x",
    );
    check(
        "select id, pos, val from nested lateral view posexplode(tags) p",
        "1|0|x\n1|1|y",
    );
}

#[test]
fn rows_of_constants() {
    check(
        "select * from (values (1, 'a'), (2, 'b')) t (n, s) where n = 2",
        "2|b",
    );
    check_columns(
        "select * from (values (1, 'a'), (2.5, null)) t",
        "col1 decimal(11,1), col2 string",
    );
}

#[test]
fn samples() {
    check("select count(*) from src tablesample (2 rows) s", "2");
    check(
        "select count(*) from src tablesample (bucket 1 out of 1 on key) s",
        "5",
    );
}
