-- JsonSerDe: of keys that name one column the last counts, `_colN` is a column's number, a string column takes any value as its
-- text, timestamp.formats are tried first (HiveJsonReader, json_serde_tsformat.q). hcatalog's class is the same.
create external table t (id int, s string, t timestamp) row format serde 'org.apache.hive.hcatalog.data.JsonSerDe'
with serdeproperties ('timestamp.formats' = "yyyy-MM-dd'T'HH:mm:ss") location '${hivevar:root}/t';
dfs -put ${hivevar:data}/keys.json ${hivevar:root}/t/keys.json;
select * from t;
--| 2	first	NULL
--| 3	{"b":[1,2.5]}	2001-02-03 12:34:56
--| 4	1.25E10	2001-02-03 12:34:56
--| 1	false	NULL
--| NULL	NULL	NULL
select id from t where t = '2001-02-03 12:34:56' and s like '{%';
--| 3
select s from t where id in (1, 4);
--| 1.25E10
--| false
create external table strict (id int, s string, t timestamp) row format serde 'org.apache.hadoop.hive.serde2.JsonSerDe'
with serdeproperties ('text.ignore.extra.fields' = 'false') location '${hivevar:root}/t';
select id from strict;
--! the member `x`, which is no column
create external table simple (id int, s string) row format serde 'org.apache.hadoop.hive.serde2.JsonSerDe'
with serdeproperties ('json.stringify.complex.fields' = 'false') location '${hivevar:root}/t';
select s from simple;
--! json.stringify.complex.fields
create table b (x binary) stored as jsonfile;
insert into b values (cast('hi' as binary));
select * from b;
--| hi
