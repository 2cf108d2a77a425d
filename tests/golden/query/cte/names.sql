-- The name of a CTE hides a table of the same name (SemanticAnalyzer.getMetaData looks among CTEs first), a database in front
-- says the table; one that reads itself, by however many steps, is an error (SemanticAnalyzer.checkRecursiveCTE), and the order
-- of several doesn't matter (SemanticAnalyzer.findCTEFromName).
create table t (a int);
insert into t values (1), (2);
with t as (select 7 as a) select a from t;
--| 7
with t as (select 7 as a) select a from default.t;
--| 1
--| 2
with q as (select 1 as a) select * from q;
--| 1
select * from q;
--! `q`
with q as (select a + 1 as b from r), r as (select a * 10 as a from t) select b from q;
--| 11
--| 21
with t as (select a + 100 as a from t) select a from t;
--! `t`
with q as (select * from r), r as (select * from q) select * from q;
--! `q`
