-- NULL and '' as dynamic partition values make the partition __HIVE_DEFAULT_PARTITION__ (hive.exec.default.partition.name). Of a
-- string key that name is the value that rows show, of another key the value is NULL; both IS NULL and the name find it
-- (PartitionPruner.prunePartitionNames, ExprNodeDescUtils.replaceEqualDefaultPartition).
create table t (n int) partitioned by (s string, i int);
insert into t partition (s, i) select 1, 'a', 1;
insert into t partition (s, i) select 2, null, null;
insert into t partition (s, i) select 3, '', 3;
select * from t order by n;
--| 1	a	1
--| 2	__HIVE_DEFAULT_PARTITION__	NULL
--| 3	__HIVE_DEFAULT_PARTITION__	3
select n from t where s = '__HIVE_DEFAULT_PARTITION__' order by n;
--| 2
--| 3
select n from t where s is null order by n;
--| 2
--| 3
select n from t where s is not null;
--| 1
select n from t where i is null;
--| 2
