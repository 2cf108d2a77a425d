-- MultiDelimitSerDe: fields parted by several characters; a short line is padded, a long one cut, an empty one is one empty
-- field (data/files/t1_multi_delimit.csv, serde_multi_delimit.q).
create table t (a int, b tinyint, c timestamp, d smallint, e smallint)
row format serde 'org.apache.hadoop.hive.serde2.MultiDelimitSerDe' with serdeproperties ('field.delim' = '^,');
load data local inpath '${hivevar:data}/multi_delimit.csv' into table t;
select * from t;
--| 1	1	NULL	0	0
--| 5	5	NULL	NULL	NULL
--| NULL	NULL	NULL	NULL	NULL
--| 7777	NULL	NULL	NULL	NULL
--| 8	8	NULL	8	8
select e from t where a > 1 and d is not null;
--| 8
-- Contrib's class is the same. Within fields delimiters are single characters; binary isn't base64 (doSerialize).
create external table m (s string, l array<int>, m map<string,int>, b binary)
row format serde 'org.apache.hadoop.hive.contrib.serde2.MultiDelimitSerDe'
with serdeproperties ('field.delim' = '||', 'collection.delim' = ',', 'mapkey.delim' = ':')
location '${hivevar:root}/m';
insert into m select 'a|b', array(1, null), map('k', 7), cast('x!' as binary);
insert into m (s) values (null);
select * from m order by s;
--| a|b	[1,null]	{"k":7}	x!
--| NULL	NULL	NULL	NULL
create external table lines (line string) location '${hivevar:root}/m';
select line from lines where line like 'a%';
--| a|b||1,\N||k:7||x!
create table n (a int) row format serde 'org.apache.hadoop.hive.serde2.MultiDelimitSerDe';
select * from n;
--! field.delim
