-- LATERAL VIEW explode gives a row for each item; a row with an empty array, or NULL for one, is dropped, and kept with
-- OUTER (LanguageManual LateralView). The columns are called col, key and value if nothing is said (GenericUDTFExplode).
create table t (k string, xs array<int>, m map<string,int>)
row format delimited fields terminated by '\t' collection items terminated by ',' map keys terminated by ':';
load data local inpath '${hivevar:data}/lists.tsv' into table t;
select k, x from t lateral view explode(xs) e as x;
--| a	1
--| a	2
--| d	7
select k, x from t lateral view outer explode(xs) e as x;
--| a	1
--| a	2
--| b	NULL
--| c	NULL
--| d	7
select k, mk, mv from t lateral view explode(m) e as mk, mv;
--| a	x	1
--| a	y	2
--| d	z	9
select k, e.col + 1, f.key, f.value from t lateral view explode(xs) e lateral view explode(m) f where k = 'd';
--| d	8	z	9
select k, sum(x), count(*) from t lateral view explode(xs) e as x where x > 1 group by k;
--| a	2	1
--| d	7	1
