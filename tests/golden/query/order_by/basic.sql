-- ORDER BY puts NULLs last ascending and first descending (hive.default.nulls.last is true; HiveConf), unless NULLS
-- FIRST/LAST says otherwise (LanguageManual SortBy).
create table t (a int, b string);
insert into t values (2, 'x'), (null, 'n'), (1, 'y'), (2, 'a');
select a, b from t order by a, b;
--| 1	y
--| 2	a
--| 2	x
--| NULL	n
select a, b from t order by a desc, b;
--| NULL	n
--| 2	a
--| 2	x
--| 1	y
select a, b from t order by a asc nulls first, b desc;
--| NULL	n
--| 1	y
--| 2	x
--| 2	a
select a, b from t order by a desc nulls last, b asc;
--| 2	a
--| 2	x
--| 1	y
--| NULL	n
set hive.default.nulls.last=false;
select a, b from t order by a, b;
--| NULL	n
--| 1	y
--| 2	a
--| 2	x
