//! GROUP BY, aggregates, HAVING, grouping sets.

use super::harness::{check, check_columns, check_with};
use skep_planner::Options;

#[test]
fn whole_input() {
    check(
        "select count(*), count(n), sum(n), min(n), max(n) from nums",
        "6|5|21|1|10",
    );
    check("select count(*), sum(x) from empty", "0|NULL");
    check("select sum(n) + 1 from nums", "22");
    check_columns(
        "select count(*), sum(n), avg(n) from nums",
        "_c0 bigint, _c1 bigint, _c2 double",
    );
}

#[test]
fn by_keys() {
    check("select g, sum(n) from nums group by g", "a|6\nb|10\nc|5");
    check("select count(*) from nums group by g", "3\n2\n1");
    check("select g from nums group by g", "a\nb\nc");
    check(
        "select upper(g), count(n) from nums group by upper(g)",
        "A|3\nB|1\nC|1",
    );
    check(
        "select concat(upper(g), '!') from nums group by upper(g)",
        "A!\nB!\nC!",
    );
    check(
        "select key, count(*) from src group by key",
        "1|1\n2|2\n3|1\nNULL|1",
    );
    check(
        "select n.g, sum(n.n) from nums n group by g",
        "a|6\nb|10\nc|5",
    );
}

#[test]
fn by_alias_and_position() {
    check(
        "select upper(g) u, count(*) from nums group by u",
        "A|3\nB|2\nC|1",
    );
    let position = Options {
        groupby_position: true,
        ..Options::default()
    };
    check_with(
        "select g, count(*) from nums group by 1",
        position,
        "a|3\nb|2\nc|1",
    );
}

#[test]
fn an_ambiguous_name_is_the_key() {
    check(
        "select key, count(*) from src a join dim b on a.key = b.key group by a.key",
        "1|1\n2|2",
    );
}

#[test]
fn distinct_aggregates() {
    check("select count(distinct key) from src", "3");
    check("select count(distinct key, value) from src", "4");
    check("select count(distinct g), sum(n) from nums", "3|21");
}

#[test]
fn having() {
    check(
        "select g, sum(n) s from nums group by g having sum(n) > 5",
        "a|6\nb|10",
    );
    check(
        "select g, sum(n) s from nums group by g having s > 5",
        "a|6\nb|10",
    );
    check("select g from nums group by g having count(*) = 1", "c");
    check("select count(*) from nums having count(*) > 100", "");
}

#[test]
fn grouping_sets() {
    check(
        "select g, n, count(*) from nums where n < 3 group by g, n grouping sets ((g, n), g)",
        "a|1|1\na|2|1\na|NULL|2",
    );
    check(
        "select g, count(*) from nums group by g with rollup",
        "a|3\nb|2\nc|1\nNULL|6",
    );
    check(
        "select key, value, count(*) from src where key = 1 group by key, value with cube",
        "1|one|1\n1|NULL|1\nNULL|one|1\nNULL|NULL|1",
    );
    check(
        "select g, grouping__id, grouping(g) from nums group by g with rollup",
        "a|0|0\nb|0|0\nc|0|0\nNULL|1|1",
    );
    check(
        "select key, value, grouping__id, grouping(value, key) from src where key = 1 \
         group by key, value grouping sets (value, key, (), (key, value))",
        "NULL|one|2|1\n1|NULL|1|2\nNULL|NULL|3|3\n1|one|0|0",
    );
    check(
        "select g, count(*) c from nums group by g with rollup having grouping(g) = 1",
        "NULL|6",
    );
}
