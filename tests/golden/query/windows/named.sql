-- WINDOW names a window for several calls; OVER may add to it in parentheses (LanguageManual WindowingAndAnalytics, "WINDOW clause").
create table t (k string, n int);
insert into t values ('a', 1), ('a', 2), ('b', 5);
select k, n, sum(n) over w, rank() over w from t window w as (partition by k order by n);
--| a	1	1	1
--| a	2	3	2
--| b	5	5	1
select n, sum(n) over v from t window w as (partition by k), v as (order by n rows unbounded preceding);
--| 1	1
--| 2	3
--| 5	8
select sum(n) over nosuch from t;
--! `nosuch`
