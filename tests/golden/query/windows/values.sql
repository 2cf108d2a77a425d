-- first_value and last_value can skip NULLs, by a second argument or IGNORE NULLS; counting DISTINCT values in a window
-- (LanguageManual WindowingAndAnalytics; GenericUDAFFirstValue).
create table t (n int, s string);
insert into t values (1, null), (2, 'b'), (3, null), (4, 'b'), (5, 'c');
select n, first_value(s) over (order by n), first_value(s, true) over (order by n), last_value(s, true) over (order by n) from t;
--| 1	NULL	NULL	NULL
--| 2	NULL	b	b
--| 3	NULL	b	b
--| 4	NULL	b	b
--| 5	NULL	b	c
select n, last_value(s) ignore nulls over (order by n) from t where n < 4;
--| 1	NULL
--| 2	b
--| 3	b
select n, count(distinct s) over () from t where n > 3;
--| 4	2
--| 5	2
