-- A Parquet file's own type is converted to the table's: int to bigint, double and string (HIVE-12080, ETypeConverter).
create table narrow (a int, b int, c int, d float) stored as parquet location '${hivevar:root}/t';
insert into narrow values (1, 2, 3, 1.5);
create external table wide (a bigint, b double, c string, d double) stored as parquet location '${hivevar:root}/t';
select * from wide;
--| 1	2.0	3	1.5
