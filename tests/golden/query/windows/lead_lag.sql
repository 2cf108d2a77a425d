-- lead and lag look n rows (1, if not said) ahead and back; beyond the edge they give the default, or NULL
-- (LanguageManual WindowingAndAnalytics).
create table t (n int, s string);
insert into t values (1, 'a'), (2, 'b'), (3, 'c');
select n, lag(s) over (order by n), lead(s) over (order by n), lag(s, 2) over (order by n), lead(s, 1, '-') over (order by n) from t;
--| 1	NULL	b	NULL	b
--| 2	a	c	NULL	c
--| 3	b	NULL	a	-
select n, n - lag(n, 1, 0) over (order by n) from t;
--| 1	1
--| 2	1
--| 3	1
