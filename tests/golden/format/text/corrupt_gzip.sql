-- A file that isn't what its name says is an error that names it.
create external table t (line string) location '${hivevar:root}/t';
dfs -put ${hivevar:data}/words.tsv ${hivevar:root}/t/words.gz;
select * from t;
--! words.gz
select count(*) from t;
--! words.gz
