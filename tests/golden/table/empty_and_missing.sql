-- An empty directory is an empty table. A directory that isn't there is an error that names it, and no empty table: it
-- is most often a slip of the pen.
dfs -mkdir ${hivevar:root}/bare;
create external table bare (a int, b string) location '${hivevar:root}/bare';
select * from bare;
select count(*), sum(a), max(b) from bare;
--| 0	NULL	NULL
create external table missing (a int) location '${hivevar:root}/nosuchdirectory';
select * from missing;
--! nosuchdirectory
insert into missing values (1);
select * from missing;
--| 1
