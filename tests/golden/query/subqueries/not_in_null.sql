-- x NOT IN (SELECT …) keeps nothing if the subquery has a NULL, all rows if it is empty, and no row whose x is NULL
-- otherwise (three-valued logic; LanguageManual SubQueries).
create table t (a int);
create table s (b int);
insert into t values (1), (2), (null);
insert into s values (1), (null);
select a from t where a not in (select b from s);
select a from t where a not in (select b from s where b is not null);
--| 2
select a from t where a not in (select b from s where b > 100);
--| 1
--| 2
--| NULL
