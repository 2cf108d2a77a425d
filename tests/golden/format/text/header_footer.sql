-- skip.header.line.count and skip.footer.line.count leave out lines of each file (LanguageManual DDL, HIVE-5795).
create table t (id int, name string) row format delimited fields terminated by ','
tblproperties ('skip.header.line.count' = '2', 'skip.footer.line.count' = '1');
load data local inpath '${hivevar:data}/header.csv' into table t;
select * from t;
--| 1	a
--| 2	b
--| 3	c
load data local inpath '${hivevar:data}/header.csv' into table t;
select count(*), sum(id) from t;
--| 6	12
select name from t where id = 3;
--| c
--| c
alter table t set tblproperties ('skip.header.line.count' = '3', 'skip.footer.line.count' = '0');
select id, name from t where id is null or id < 3;
--| 2	b
--| 2	b
--| NULL	3
--| NULL	3
alter table t set tblproperties ('skip.header.line.count' = '100');
select count(*) from t;
--| 0
