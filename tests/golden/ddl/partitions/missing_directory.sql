-- A partition whose directory is gone has no rows: the others still answer (Hive: an empty partition's directory need
-- not be there, HiveInputFormat and Utilities.getInputPaths).
create external table t (a int) partitioned by (p int) location '${hivevar:root}/t';
insert into t values (10, 1), (20, 2);
create table thief (a int) location '${hivevar:root}/t/p=1';
drop table thief;
select * from t;
--| 20	2
