-- The size of NULL is -1, an item that isn't there is NULL (GenericUDFSize; GenericUDFIndex).
create table t (k string, xs array<int>, m map<string,int>)
row format delimited fields terminated by '\t' collection items terminated by ',' map keys terminated by ':';
load data local inpath '${hivevar:data}/lists.tsv' into table t;
select k, size(xs), size(m), xs[0], xs[5], m['x'], array_contains(xs, 1) from t where k in ('a', 'c', 'd');
--| a	2	2	1	NULL	1	true
--| c	-1	-1	NULL	NULL	NULL	false
--| d	1	1	7	NULL	NULL	false
select xs, m from t where k = 'a' or k = 'c';
--| [1,2]	{"x":1,"y":2}
--| NULL	NULL
