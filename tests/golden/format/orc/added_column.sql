-- A column added at the end is NULL in ORC files of before (LanguageManual ORC, "Schema Evolution").
create table t (a int, b string) stored as orc;
insert into t values (1, 'x');
alter table t add columns (c int);
insert into t values (2, 'y', 3);
select * from t;
--| 1	x	NULL
--| 2	y	3
select sum(c), count(*) from t;
--| 3	2
