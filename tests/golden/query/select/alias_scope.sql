-- An alias of the select list is not known to WHERE, which is evaluated first; ORDER BY and HAVING see it
-- (LanguageManual Select, LanguageManual SortBy).
create table t (a int);
insert into t values (1), (2), (3);
select a * 10 as b from t where b > 10;
--! `b`
select a * 10 as b from t where a * 10 > 10 order by b desc;
--| 30
--| 20
-- The column of the table wins in WHERE, the alias in ORDER BY.
select -a as a from t where a > 1 order by a;
--| -3
--| -2
