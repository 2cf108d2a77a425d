-- EXISTS asks whether there is a row, NULLs or not; the subquery may refer to the row outside (LanguageManual SubQueries).
create table t (a int, k string);
create table s (b int, k string);
insert into t values (1, 'x'), (2, 'y'), (3, null);
insert into s values (5, 'x'), (null, 'y'), (7, null);
select a from t where exists (select b from s where s.k = t.k);
--| 1
--| 2
select a from t where not exists (select 1 from s where s.k = t.k);
--| 3
select a from t where exists (select * from s where s.k = t.k and s.b > t.a);
--| 1
select a from t where exists (select * from s where b > 100);
