-- Windows are evaluated after GROUP BY and HAVING, so they can rank groups by an aggregate (LanguageManual WindowingAndAnalytics).
create table t (k string, n int);
insert into t values ('a', 1), ('a', 2), ('b', 7), ('c', 5), ('d', 100);
select k, sum(n), rank() over (order by sum(n) desc), sum(sum(n)) over () from t where n < 50 group by k;
--| b	7	1	15
--| c	5	2	15
--| a	3	3	15
select k, count(*) over () from t group by k having sum(n) < 50;
--| a	3
--| b	3
--| c	3
select distinct count(*) over () from t;
--| 5
