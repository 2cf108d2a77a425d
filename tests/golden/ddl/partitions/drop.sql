-- DROP PARTITION takes values and comparisons, a part of the keys stands for all below it, and a managed table's files
-- go too (LanguageManual DDL, "Drop Partitions"; AbstractDropPartitionAnalyzer for those that aren't there).
create table t (a int) partitioned by (p string, n int);
insert into t values (1, 'x', 1), (2, 'x', 2), (3, 'x', 3), (4, 'y', 1), (5, 'y', 20), (6, 'z', 1);
alter table t drop partition (p = 'x', n = 1);
show partitions t;
--| p=x/n=2
--| p=x/n=3
--| p=y/n=1
--| p=y/n=20
--| p=z/n=1
alter table t drop partition (p = 'z'), partition (n > 3);
show partitions t;
--| p=x/n=2
--| p=x/n=3
--| p=y/n=1
alter table t drop partition (p >= 'x', n < 3, n != 1);
select * from t;
--| 3	x	3
--| 4	y	1
alter table t drop partition (p = 'nosuch');
set hive.exec.drop.ignorenonexistent=false;
alter table t drop partition (p = 'nosuch');
--! no such partition
alter table t drop if exists partition (p = 'nosuch');
alter table t drop partition (nosuch = 1);
--! nosuch
alter table t add partition (p = 'x', n = 2);
select * from t where p = 'x';
--| 3	x	3
