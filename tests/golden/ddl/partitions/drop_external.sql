-- An external table's partition is forgotten and its files stay (LanguageManual DDL, "Drop Partitions").
create external table t (a int) partitioned by (p string) location '${hivevar:root}/t';
insert into t partition (p = 'x') values (1);
alter table t drop partition (p = 'x');
select * from t;
dfs -cat ${hivevar:root}/t/p=x/*;
--| 1
alter table t add partition (p = 'x');
select * from t;
--| 1	x
