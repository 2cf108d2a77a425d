-- SORT BY, DISTRIBUTE BY and CLUSTER BY say where rows go and how each reducer sorts them: the rows are the same
-- (LanguageManual SortBy).
create table t (a int, b string);
insert into t values (2, 'x'), (1, 'y'), (3, 'z');
select a, b from t sort by a;
--| 1	y
--| 2	x
--| 3	z
select a from t distribute by b sort by a desc;
--| 1
--| 2
--| 3
select b from t cluster by b;
--| x
--| y
--| z
