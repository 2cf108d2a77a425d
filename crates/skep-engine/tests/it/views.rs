//! CREATE, ALTER and DROP VIEW.

use super::harness::Sandbox;

#[test]
fn a_view_is_its_text() {
    let mut s = Sandbox::new();
    s.ok("create table t (a int, b string); create view v comment 'c' as select b, a + 1 as n from t");
    s.check("describe v", "b                   \tstring              \t                    \nn                   \tint                 \t                    ");
    s.check(
        "show create table v",
        "CREATE VIEW `v` AS select b, a + 1 as n from t",
    );
    s.check("show views; show tables", "v\nt\nv");
    assert_eq!(
        s.error("create view v as select 1"),
        "view `default.v` already exists"
    );
    s.ok("create or replace view v (x, y) as select a, b from t; create view if not exists v as select 1");
    s.check(
        "show columns in v",
        "x                   \ny                   ",
    );
    s.ok("alter view v as select b from t; alter view v rename to w");
    s.check("show columns in w", "b                   ");
    assert_eq!(
        s.error("create view z as select nope from t"),
        s.error("select nope from t")
    );
    assert_eq!(
        s.error("create view z as select a, a from t"),
        "view `z` would have two columns `a`"
    );
    assert_eq!(
        s.error("drop table w"),
        "cannot drop view `w` with DROP TABLE"
    );
    s.ok("drop view w; drop view if exists w");
}

#[test]
fn a_view_means_the_same_from_another_database() {
    let mut s = Sandbox::new();
    s.ok("create database d; use d; create table t (a int); create view v as select * from t; use default");
    s.check("select * from d.v", "");
    s.ok("create view w as select * from d.v; drop table d.t");
    assert!(
        s.error("select * from w").contains("`d.t`") || s.error("select * from w").contains('t')
    );
}
