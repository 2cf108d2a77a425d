-- INSERT OVERWRITE DIRECTORY writes a query's rows as text: ^A between fields and \N for NULL unless a row format is
-- given; what was there goes (LanguageManual DML, "Writing data into the filesystem from queries").
create table src (k int, v string, l array<int>);
insert into src select 1, 'a', array(1, 2) union all select 2, null, null;
insert overwrite directory '${hivevar:root}/out' select * from src;
create external table back (k int, v string, l array<int>) location '${hivevar:root}/out';
select * from back;
--| 1	a	[1,2]
--| 2	NULL	NULL
insert overwrite directory '${hivevar:root}/out'
row format delimited fields terminated by ';' collection items terminated by '+' null defined as 'none'
select v, l, k from src;
dfs -cat ${hivevar:root}/out/*;
--| a;1+2;1
--| none;none;2
insert overwrite directory '${hivevar:root}/pq' stored as parquet select k, v from src;
create external table pq (k int, v string) stored as parquet location '${hivevar:root}/pq';
select * from pq;
--| 1	a
--| 2	NULL
