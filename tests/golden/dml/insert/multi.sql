-- One FROM, several INSERTs: into tables, partitions and directories at once (LanguageManual DML, "multiple inserts").
create table src (k int, v string);
insert into src values (1, 'a'), (2, 'b'), (3, 'c');
create table low (k int);
create table p (v string) partitioned by (size string);
from (select k, v from src where k <> 3) s
insert into table low select k where k < 2
insert overwrite table p partition (size = 'all') select v
insert overwrite table p partition (size) select v, if(k = 1, 'one', 'two')
insert overwrite directory '${hivevar:root}/out' row format delimited fields terminated by ',' select v, k;
select * from low;
--| 1
select * from p;
--| a	all
--| b	all
--| a	one
--| b	two
dfs -cat ${hivevar:root}/out/*;
--| a,1
--| b,2
