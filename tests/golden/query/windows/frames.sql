-- ROWS counts rows, RANGE looks at the values of the key; a frame may lie before or after the row, and an empty one sums to
-- NULL (LanguageManual WindowingAndAnalytics).
create table t (n int);
insert into t values (1), (2), (4), (5), (9);
select n, sum(n) over (order by n rows between 1 preceding and 1 following) from t;
--| 1	3
--| 2	7
--| 4	11
--| 5	18
--| 9	14
select n, sum(n) over (order by n range between 2 preceding and current row) from t;
--| 1	1
--| 2	3
--| 4	6
--| 5	9
--| 9	9
select n, sum(n) over (order by n rows between 2 preceding and 1 preceding) from t;
--| 1	NULL
--| 2	1
--| 4	3
--| 5	6
--| 9	9
select n, sum(n) over (order by n rows between current row and unbounded following), count(*) over (rows between unbounded preceding and unbounded following) from t;
--| 1	21	5
--| 2	20	5
--| 4	18	5
--| 5	14	5
--| 9	9	5
select n, max(n) over (order by n range between 1 following and 3 following) from t;
--| 1	4
--| 2	5
--| 4	5
--| 5	NULL
--| 9	NULL
