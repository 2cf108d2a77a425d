-- Arrays, maps and structs in text with the delimiters ^B and ^C below ^A (LanguageManual DDL: "default delimiters";
-- LazyArray, LazyMap, LazyStruct): an empty field is an empty array or map, `\N` is NULL, a short struct has NULLs.
create table t (id int, a array<string>, m map<string,int>, s struct<x:string,y:int>);
load data local inpath '${hivevar:data}/nested.txt' into table t;
select * from t;
--| 1	["a","b","c"]	{"k1":1,"k2":2}	{"x":"x","y":5}
--| 2	[]	{}	{"x":"y","y":null}
--| 3	NULL	NULL	NULL
select id, a[1], m['k2'], s.y, size(a), size(m) from t;
--| 1	b	2	5	3	2
--| 2	NULL	NULL	NULL	0	0
--| 3	NULL	NULL	NULL	-1	-1
