-- JsonSerDe: fields go by name in any case; one that is missing is NULL, one that the table doesn't know is left out
-- (LanguageManual DDL, "JSON"; HiveJsonReader).
create table t (id int, name string, tags array<string>, place struct<x:int,y:int>, counts map<string,int>)
row format serde 'org.apache.hadoop.hive.serde2.JsonSerDe' stored as textfile;
load data local inpath '${hivevar:data}/objects.json' into table t;
select * from t;
--| 1	ann	["a","b"]	{"x":1,"y":2}	{"k":5}
--| 2	bob	NULL	NULL	NULL
--| NULL	ä "q"	[]	NULL	NULL
--| NULL	NULL	NULL	NULL	NULL
select name, place.y, counts['k'] from t where array_contains(tags, 'b');
--| ann	2	5
