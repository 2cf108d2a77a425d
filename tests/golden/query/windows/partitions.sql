-- PARTITION BY starts anew for each value, NULL being one; an aggregate without ORDER BY is over the whole partition
-- (LanguageManual WindowingAndAnalytics).
create table t (k string, n int);
insert into t values ('a', 1), ('a', 2), ('b', 5), (null, 7), (null, 8);
select k, n, sum(n) over (partition by k), count(*) over (), row_number() over (partition by k order by n desc) from t;
--| a	1	3	5	2
--| a	2	3	5	1
--| b	5	5	5	1
--| NULL	7	15	5	2
--| NULL	8	15	5	1
select k, n from (select k, n, rank() over (partition by k order by n desc) as r from t) q where r = 1;
--| a	2
--| b	5
--| NULL	8
