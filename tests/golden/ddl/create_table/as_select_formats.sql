-- CTAS with a row format, a file format, or partition keys, which are the query's last columns (LanguageManual DDL;
-- HIVE-20241 for PARTITIONED BY with names only).
create table src (k int, v string);
insert into src values (1, 'a'), (2, 'b');
create table piped row format delimited fields terminated by '|' location '${hivevar:root}/piped' as select * from src;
dfs -cat ${hivevar:root}/piped/*;
--| 1|a
--| 2|b
create table pq stored as parquet as select v, k from src;
select * from pq;
--| a	1
--| b	2
create table orcs stored as orc as select v, k from src;
select * from orcs;
--| a	1
--| b	2
create table parted partitioned by (v) as select k, v from src;
show partitions parted;
--| v=a
--| v=b
select k from parted where v = 'b';
--| 2
