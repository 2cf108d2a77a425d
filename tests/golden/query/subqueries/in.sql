-- x IN (SELECT …) is true if some row equals x, and NULL if none does but one is NULL (LanguageManual SubQueries).
create table t (a int);
create table s (b int);
create table e (b int);
insert into t values (1), (2), (null);
insert into s values (1), (3), (1);
select a from t where a in (select b from s);
--| 1
select a from t where a in (select b from e);
select a from t where a in (select b from s where b > 1) or a = 2;
--| 2
select b from s where b in (select a + 2 from t);
--| 3
