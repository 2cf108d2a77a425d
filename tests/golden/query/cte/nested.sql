-- A CTE's query may have a WITH of its own, whose names are not seen outside (Hive's grammar, rule `queryStatementExpression`); one of the
-- same name hides the outer one.
with a as (with b as (select 1 as x) select x + 1 as y from b) select y from a;
--| 2
with a as (with b as (select 1 as x) select x from b) select * from b;
--! `b`
with q as (select 1 as x) select i.x, o.x from (with q as (select 2 as x) select x from q) i cross join q o;
--| 2	1
with q as (select 1 as x), q as (select 2 as x) select * from q;
--! `q`
with q as (select 5 as x) select a from (select x + 1 as a from q) s where a in (select x + 1 from q);
--| 6
