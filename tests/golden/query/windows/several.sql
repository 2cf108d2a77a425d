-- One select list may have windows of different partitions and orders (LanguageManual WindowingAndAnalytics).
create table t (k string, n int);
insert into t values ('a', 1), ('a', 3), ('b', 2);
select k, n, row_number() over (order by n desc), sum(n) over (partition by k), lag(n, 1, 0) over (partition by k order by n), max(k) over () from t order by n;
--| a	1	3	4	0	b
--| b	2	2	2	0	b
--| a	3	1	4	1	b
select k, sum(n) * 100 / sum(sum(n)) over () from t group by k;
--| a	66.66666666666667
--| b	33.333333333333336
