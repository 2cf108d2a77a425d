-- MSCK REPAIR … DROP PARTITIONS forgets partitions whose directory is gone, SYNC does both, ADD the default
-- (LanguageManual DDL, "Recover Partitions"; msck_repair_drop.q.out).
create external table t (a int) partitioned by (p int) location '${hivevar:root}/t';
insert into t values (10, 1), (20, 2);
alter table t add partition (p = 4) location '${hivevar:root}/gone';
-- A managed table at the same place takes the directory away when it is dropped.
create table thief (a int) location '${hivevar:root}/gone';
drop table thief;
msck table t;
--| Partitions missing from filesystem:	t:p=4
msck repair table t add partitions;
--| Partitions missing from filesystem:	t:p=4
show partitions t;
--| p=1
--| p=2
--| p=4
msck repair table t drop partitions;
--| Partitions missing from filesystem:	t:p=4
--| Repair: Dropped partition from metastore hive.default.t:p=4
show partitions t;
--| p=1
--| p=2
alter table t drop partition (p = 2);
alter table t add partition (p = 3) location '${hivevar:root}/elsewhere';
create table thief (a int) location '${hivevar:root}/elsewhere';
drop table thief;
msck repair table t sync partitions;
--| Partitions not in metastore:	t:p=2
--| Partitions missing from filesystem:	t:p=3
--| Repair: Added partition to metastore hive.default.t:p=2
--| Repair: Dropped partition from metastore hive.default.t:p=3
select * from t;
--| 10	1
--| 20	2
