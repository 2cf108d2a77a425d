-- STORED AS a format or its classes, and FILEFORMAT by the setting hive.default.fileformat (LanguageManual DDL, "Storage
-- Formats"): the rows are the same.
create table a (n int, s string) stored as textfile;
create table b (n int, s string) stored as parquet;
create table c (n int, s string) stored as orc;
create table d (n int, s string) stored as inputformat 'org.apache.hadoop.mapred.TextInputFormat'
outputformat 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat';
create table e (n int, s string) row format serde 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe'
stored as inputformat 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat'
outputformat 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat';
set hive.default.fileformat=orc;
create table f (n int, s string) location '${hivevar:root}/f';
insert into a values (1, 'one'), (2, null);
insert into b select * from a;
insert into c select * from b;
insert into d select * from c;
insert into e select * from d;
insert into f select * from e;
select * from f;
--| 1	one
--| 2	NULL
create external table f_as_orc (n int, s string) stored as orc location '${hivevar:root}/f';
select n from f_as_orc where s = 'one';
--| 1
create table g (n int) stored as nosuchformat;
--! nosuchformat
