-- Dynamic partitions: the last columns of the query say where each row goes; static ones stand before them
-- (LanguageManual DML, "Dynamic Partition Inserts").
create table src (a int, p string, n int);
insert into src values (1, 'x', 1), (2, 'x', 2), (3, 'y', 1), (4, 'y', 1);
create table t (a int) partitioned by (p string, n int);
insert into t partition (p, n) select a, p, n from src;
show partitions t;
--| p=x/n=1
--| p=x/n=2
--| p=y/n=1
insert into t partition (p = 'z', n) select a, n from src where n = 2;
insert into t values (5, 'w', 7);
select * from t;
--| 1	x	1
--| 2	x	2
--| 3	y	1
--| 4	y	1
--| 2	z	2
--| 5	w	7
-- OVERWRITE replaces the partitions that get rows and no others.
insert overwrite table t partition (p, n) select a + 100, p, n from src where p = 'y';
select * from t;
--| 1	x	1
--| 2	x	2
--| 103	y	1
--| 104	y	1
--| 2	z	2
--| 5	w	7
insert into t partition (p, n = 1) select a, p from src;
--! dynamic partition
set hive.exec.dynamic.partition.mode=strict;
insert into t partition (p, n) select a, p, n from src;
--! strict
insert into t partition (p = 'v', n) select a, n from src where a = 1;
select * from t where p = 'v';
--| 1	v	1
