-- DISTINCT inside an aggregate drops repeated values; NULLs don't count; count(DISTINCT a, b) counts rows without a NULL
-- (LanguageManual UDF, "Built-in Aggregate Functions").
create table t (k string, a int, b int);
insert into t values ('x', 1, 1), ('x', 1, 1), ('x', 1, 2), ('x', 2, null), ('y', null, 5);
select count(distinct a), count(distinct b), sum(distinct a), count(distinct a, b) from t;
--| 2	3	3	2
select k, count(distinct a), count(a), count(*) from t group by k;
--| x	2	4	4
--| y	0	0	1
select k, avg(distinct b) from t group by k;
--| x	1.5
--| y	5.0
