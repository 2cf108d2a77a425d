-- A scalar subquery may refer to the row outside; COUNT of no rows is 0, SUM NULL (LanguageManual SubQueries, Hive 2.3).
create table t (k string, a int);
create table s (k string, b int);
insert into t values ('x', 1), ('y', 2), ('z', 3);
insert into s values ('x', 10), ('x', 20), ('y', 1);
select k, a from t where a > (select max(b) from s where s.k = t.k);
--| y	2
select k from t where (select count(*) from s where s.k = t.k) = 0;
--| z
select k, (select count(*) from s where s.k = t.k), (select sum(b) from s where s.k = t.k) from t;
--| x	2	30
--| y	1	1
--| z	0	NULL
select k from t where a in (select b from s where s.k = t.k);
select k from t where a + 9 in (select b from s where s.k = t.k);
--| x
