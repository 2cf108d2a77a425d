-- Parquet's columns go by name: a column added later is NULL in old files, a renamed one too, and their order is free
-- (DataWritableReadSupport; parquet.column.index.access is false).
create table t (a int, b string) stored as parquet;
insert into t values (1, 'x');
alter table t add columns (c double);
insert into t values (2, 'y', 2.5);
select * from t;
--| 1	x	NULL
--| 2	y	2.5
select count(c), sum(a) from t where c is null or c > 2;
--| 1	3
alter table t replace columns (c double, a int);
select * from t;
--| NULL	1
--| 2.5	2
alter table t change a renamed int;
select * from t;
--| NULL	NULL
--| 2.5	NULL
