-- A managed table's files go with it, also from a place of its own (LanguageManual DDL, "Drop Table").
create table t (a int) location '${hivevar:root}/mine';
insert into t values (1);
dfs -cat ${hivevar:root}/mine/*;
--| 1
drop table t;
create external table t (a int) location '${hivevar:root}/mine';
select * from t;
--! data/mine
