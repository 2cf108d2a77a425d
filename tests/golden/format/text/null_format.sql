-- NULL DEFINED AS, or the property serialization.null.format, is what stands for NULL, in strings too (LanguageManual
-- DDL, "Row Formats").
create external table t (a int, b string) row format delimited fields terminated by ',' null defined as 'null'
location '${hivevar:root}/t';
dfs -put ${hivevar:data}/nulls.csv ${hivevar:root}/t/nulls.csv;
select a, b, b is null from t;
--| 1	NULL	true
--| 2	NULL	false
--| NULL	x	false
--| 4		false
--| 5	\N	false
create external table u (a int, b string) row format delimited fields terminated by ','
location '${hivevar:root}/t' tblproperties ('serialization.null.format' = '');
select a, b is null from u where a >= 4;
--| 4	true
--| 5	false
create table w (a int, b string) row format delimited fields terminated by ',' null defined as '-'
location '${hivevar:root}/w';
insert into w values (null, 'x'), (1, null);
dfs -cat ${hivevar:root}/w/*;
--| -,x
--| 1,-
