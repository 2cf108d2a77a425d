-- A partitioned Parquet table, with conditions on columns and keys, and with an external table over its files.
create table t (id int, v double) partitioned by (day date) stored as parquet location '${hivevar:root}/t';
insert into t values (1, 1.5, '2009-12-13'), (2, 2.5, '2009-12-13'), (3, 3.5, '2009-12-14');
select * from t where v > 2 and day = '2009-12-13';
--| 2	2.5	2009-12-13
select day, sum(v) from t group by day;
--| 2009-12-13	4.0
--| 2009-12-14	3.5
create external table one_day (V double) stored as parquet location '${hivevar:root}/t/day=2009-12-14';
select * from one_day;
--| 3.5
