-- LazySimpleSerDe: the last column takes the rest of the line (serialization.last.column.takes.rest); t, f, 1 and 0 are booleans
-- only with the session's hive.lazysimple.extended_boolean_literal (LazyBoolean).
create table r (a string, b string) row format serde 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe'
with serdeproperties ('field.delim' = ':', 'serialization.last.column.takes.rest' = 'true');
load data local inpath '${hivevar:data}/rest.txt' into table r;
select * from r;
--| a	b:c:d
--| x	y
select a from r where b = 'b:c:d';
--| a
create table b (x boolean, y boolean) row format delimited fields terminated by ',';
load data local inpath '${hivevar:data}/booleans.csv' into table b;
select * from b;
--| NULL	NULL
--| NULL	NULL
--| NULL	NULL
--| true	false
set hive.lazysimple.extended_boolean_literal=true;
select * from b;
--| true	true
--| false	false
--| true	NULL
--| true	false
