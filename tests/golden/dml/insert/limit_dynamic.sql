-- One statement makes at most hive.exec.max.dynamic.partitions partitions, and a statement that would make more leaves
-- nothing behind (LanguageManual DML, "Dynamic Partition Inserts").
create table t (a int) partitioned by (p int);
set hive.exec.max.dynamic.partitions=3;
insert into t select x, x from (select explode(array(1, 2, 3, 4)) as x) s;
--! hive.exec.max.dynamic.partitions
show partitions t;
insert into t select x, x from (select explode(array(1, 2, 3)) as x) s;
show partitions t;
--| p=1
--| p=2
--| p=3
