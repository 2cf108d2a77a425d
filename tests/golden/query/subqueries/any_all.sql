-- = ANY is IN, > ALL is true for no rows (LanguageManual SubQueries, quantified predicates of Hive 4).
create table t (a int);
create table s (b int);
create table e (b int);
insert into t values (1), (2), (3);
insert into s values (1), (2);
select a from t where a > all (select b from s);
--| 3
select a from t where a = any (select b from s);
--| 1
--| 2
select a from t where a > some (select b from s);
--| 2
--| 3
select a from t where a > all (select b from e);
--| 1
--| 2
--| 3
