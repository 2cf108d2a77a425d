-- MSCK REPAIR TABLE makes partitions of the `k=v` directories it finds, and names them (LanguageManual DDL, "Recover
-- Partitions"; msck_repair_0.q.out, partition_discovery.q.out).
create external table t (n int, w string) partitioned by (p string, q int)
row format delimited fields terminated by '\t' location '${hivevar:root}/t';
dfs -put ${hivevar:data}/words.tsv ${hivevar:root}/t/p=a/q=1/words.tsv;
select count(*) from t;
--| 0
msck table t;
--| Partitions not in metastore:	t:p=a/q=1
show partitions t;
msck repair table t;
--| Partitions not in metastore:	t:p=a/q=1
--| Repair: Added partition to metastore hive.default.t:p=a/q=1
select * from t where n > 5;
--| 12	the	a	1
--| 7	of	a	1
msck repair table t;
dfs -put ${hivevar:data}/more_words.tsv ${hivevar:root}/t/p=b%3Ac/q=2/words.tsv;
dfs -put ${hivevar:data}/more_words.tsv ${hivevar:root}/t/_temporary/q=3/words.tsv;
alter table t recover partitions;
select distinct p, q from t;
--| a	1
--| b:c	2
msck repair table nosuch;
--! nosuch
