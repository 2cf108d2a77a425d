-- Where a subquery may not stand: in an aggregate's argument (SubQueryUtils: "Subquery in UDAF is not allowed") and in GROUP BY;
-- one level out, in a subquery of FROM, it may.
create table t (k string, n int);
create table u (k string, m int);
insert into t values ('a', 1), ('b', 2), ('c', null);
insert into u values ('a', 10), ('a', 20), (null, 5);
select sum(if(exists(select 1 from u where u.k = t.k), 1, 0)) from t;
--! `sum`
select max(n + (select min(m) from u)) from t;
--! `max`
select count(*) from t group by k in (select k from u);
--! GROUP BY
select seen, count(*) from (select exists(select 1 from u where u.k = t.k) as seen from t) q group by seen;
--| true	1
--| false	2
select sum(n + least) from (select n, (select min(m) from u) as least from t) q;
--| 13
