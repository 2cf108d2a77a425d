-- SET FILEFORMAT concerns partitions made from then on: each partition keeps the format it was made with (LanguageManual
-- DDL, "Alter Table/Partition File Format").
create table t (a int, b string) partitioned by (p string);
insert into t partition (p = 'text') values (1, 'one');
alter table t set fileformat parquet;
insert into t partition (p = 'parquet') values (2, 'two');
select * from t;
--| 1	one	text
--| 2	two	parquet
