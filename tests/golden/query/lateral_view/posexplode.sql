-- posexplode gives the position, from 0, before the item (LanguageManual UDF, "posexplode").
create table t (k string, xs array<int>, m map<string,int>)
row format delimited fields terminated by '\t' collection items terminated by ',' map keys terminated by ':';
load data local inpath '${hivevar:data}/lists.tsv' into table t;
select k, p, x from t lateral view posexplode(xs) e as p, x;
--| a	0	1
--| a	1	2
--| d	0	7
select k, e.pos, e.val from t lateral view outer posexplode(xs) e where k in ('b', 'd');
--| b	NULL	NULL
--| d	0	7
