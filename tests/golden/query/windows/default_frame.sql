-- With ORDER BY and no frame, an aggregate covers the rows up to this one and its ties (RANGE UNBOUNDED PRECEDING); with
-- ROWS it stops at this one (LanguageManual WindowingAndAnalytics).
create table t (n int, v int);
insert into t values (1, 10), (2, 20), (2, 20), (3, 30);
select n, sum(v) over (order by n), count(*) over (order by n) from t;
--| 1	10	1
--| 2	50	3
--| 2	50	3
--| 3	80	4
select n, sum(v) over (order by n rows unbounded preceding) from t;
--| 1	10
--| 2	30
--| 2	50
--| 3	80
select n, last_value(v) over (order by n), first_value(v) over (order by n desc) from t;
--| 1	10	30
--| 2	20	30
--| 2	20	30
--| 3	30	30
