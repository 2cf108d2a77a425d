-- ROLLUP is the sets of the leading keys, CUBE all sets; both the old form WITH ROLLUP and the standard one
-- (LanguageManual Enhanced Aggregation).
create table t (a string, b string, n int);
insert into t values ('x', 'p', 1), ('x', 'q', 2), ('y', 'p', 4);
select a, b, sum(n) from t group by a, b with rollup;
--| x	p	1
--| x	q	2
--| y	p	4
--| x	NULL	3
--| y	NULL	4
--| NULL	NULL	7
select a, b, sum(n) from t group by rollup (a, b) having sum(n) > 3;
--| y	p	4
--| y	NULL	4
--| NULL	NULL	7
select a, b, count(*) from t group by cube (a, b);
--| x	p	1
--| x	q	1
--| y	p	1
--| x	NULL	2
--| y	NULL	1
--| NULL	p	2
--| NULL	q	1
--| NULL	NULL	3
