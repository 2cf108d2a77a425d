//! The select list, WHERE, LIMIT.

use super::harness::{check, check_columns, check_with};
use skep_planner::Options;

#[test]
fn constants_without_from() {
    check("select 1", "1");
    check("select 1 + 1, 'a'", "2|a");
    check("select 7 / 2", "3.5");
}

#[test]
fn names_of_columns() {
    check_columns(
        "select key, value v, key + 1 from src",
        "key int, v string, _c2 int",
    );
    check_columns("select *, 1 from one", "x int, _c1 int");
    check_columns(
        "select info.name, s.info.age from nested s",
        "name string, age int",
    );
    check_columns("select KEY, s.Value from src s", "key int, value string");
}

#[test]
fn literal_types() {
    check_columns(
        "select 1, 1L, 1S, 1Y, 3000000000, 1.50, 0.05, 1e3, 'a', true, null, 1BD",
        "_c0 int, _c1 bigint, _c2 smallint, _c3 tinyint, _c4 bigint, _c5 decimal(2,1), _c6 decimal(2,2), \
         _c7 double, _c8 string, _c9 boolean, _c10 void, _c11 decimal(1,0)",
    );
}

#[test]
fn stars() {
    check("select * from src where key = 1", "1|one");
    check("select s.*, key from src s where key = 1", "1|one|1");
    check(
        "select a.*, b.* from src a join dim b on a.key = b.key where a.key = 1",
        "1|one|1|uno",
    );
}

#[test]
fn where_keeps_only_true() {
    check("select value from src where key > 1", "two\nzwei\nthree");
    check("select value from src where not (key > 1)", "one");
    check("select value from src where key is null", "none");
    check("select value from src where null", "");
}

#[test]
fn distinct_rows() {
    check("select distinct key from src", "1\n2\n3\nNULL");
    check(
        "select distinct key k from src order by k desc limit 2",
        "NULL\n3",
    );
    check(
        "select distinct g, count(*) c from nums group by g order by c, g",
        "c|1\nb|2\na|3",
    );
}

#[test]
fn fields_of_structs() {
    check("select info.age from nested where info.name = 'ann'", "30");
    check("select n.info.age + 1 from nested n where n.id = 2", "41");
    check(
        "select default.nested.id from default.nested where nested.id = 3",
        "3",
    );
}

#[test]
fn regular_expression_columns() {
    let regex = Options {
        quoted_identifiers_regex: true,
        ..Options::default()
    };
    check_with(
        "select `(key)?+.+` from src where key = 1",
        regex.clone(),
        "one",
    );
    check_with("select `.*` from src where key = 1", regex.clone(), "1|one");
    check_with("select s.`k.*` from src s where key = 1", regex, "1");
}

#[test]
fn limits() {
    check("select count(*) from (select * from src limit 2) t", "2");
    check("select key from src order by key limit 1, 2", "2\n2");
    check("select key from src limit 0", "");
}

#[test]
fn table_functions_in_the_select_list() {
    check("select explode(tags) as t from nested", "x\ny");
    check(
        "select explode(tags) as t from nested order by t desc",
        "y\nx",
    );
    check("select posexplode(tags) as (p, t) from nested", "0|x\n1|y");
    check("select stack(2, 1, 'a', 2, 'b')", "1|a\n2|b");
    check_columns("select explode(tags) from nested", "col string");
}

#[test]
fn cases() {
    check(
        "select case when key > 1 then 'many' else value end from src where key < 3",
        "one\nmany\nmany",
    );
    check(
        "select case key when 1 then 10 when 2 then 20 end from src where key <> 2",
        "10\nNULL",
    );
}

#[test]
fn long_chains() {
    let ors: Vec<String> = (100..1100).map(|i| format!("key = {i}")).collect();
    check(
        &format!(
            "select value from src where key = 3 or {}",
            ors.join(" or ")
        ),
        "three",
    );
}
