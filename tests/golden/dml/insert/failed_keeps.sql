-- An INSERT OVERWRITE that fails leaves the rows of before.
create table t (a int);
insert into t values (1), (2);
create external table corrupt (line string) location '${hivevar:root}/corrupt';
dfs -put ${hivevar:data}/words.tsv ${hivevar:root}/corrupt/words.gz;
insert overwrite table t select length(line) from corrupt;
--! words.gz
select * from t;
--| 1
--| 2
