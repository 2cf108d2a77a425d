-- A subquery of one row and column is a value; of no row, NULL; of two, an error (LanguageManual SubQueries, Hive 2.3).
create table t (a int);
insert into t values (1), (2), (3);
select a from t where a = (select max(a) from t);
--| 3
select a, a - (select min(a) from t) from t where a > (select avg(a) from t);
--| 3	2
select (select max(a) from t where a > 10), 1 + (select count(*) from t);
--| NULL	4
select a from t where a > (select a from t where a > 10);
select a from t where a = (select a from t where a < 3);
--! more than one row
