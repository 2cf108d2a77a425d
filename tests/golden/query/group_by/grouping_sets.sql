-- GROUPING SETS is the union of several GROUP BYs, a key that isn't in the set being NULL (LanguageManual Enhanced
-- Aggregation, Cube, Grouping and Rollup).
create table t (a string, b string, n int);
insert into t values ('x', 'p', 1), ('x', 'q', 2), ('y', 'p', 4);
select a, b, sum(n) from t group by a, b grouping sets ((a, b), a);
--| x	p	1
--| x	q	2
--| y	p	4
--| x	NULL	3
--| y	NULL	4
select a, b, sum(n) from t group by a, b grouping sets (a, b);
--| x	NULL	3
--| y	NULL	4
--| NULL	p	5
--| NULL	q	2
select a, b, sum(n) from t group by a, b grouping sets ((a, b), a, b, ());
--| x	p	1
--| x	q	2
--| y	p	4
--| x	NULL	3
--| y	NULL	4
--| NULL	p	5
--| NULL	q	2
--| NULL	NULL	7
