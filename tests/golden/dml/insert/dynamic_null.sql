-- A NULL or empty value goes to the partition __HIVE_DEFAULT_PARTITION__, which reads as NULL for a number
-- (LanguageManual DML, hive.exec.default.partition.name; partitions_filter_default.q.out).
create table t (a string) partitioned by (c int);
insert overwrite table t partition (c) select 'Col1', null;
insert overwrite table t partition (c) select 'Col2', 5;
show partitions t;
--| c=5
--| c=__HIVE_DEFAULT_PARTITION__
select * from t;
--| Col2	5
--| Col1	NULL
select * from t where c between 2 and 6;
--| Col2	5
select a from t where c is null;
--| Col1
create table s (a int) partitioned by (p string);
insert into s values (1, 'x'), (2, ''), (3, null);
show partitions s;
--| p=__HIVE_DEFAULT_PARTITION__
--| p=x
select a from s where p = 'x';
--| 1
alter table s drop partition (p = '__HIVE_DEFAULT_PARTITION__');
select * from s;
--| 1	x
