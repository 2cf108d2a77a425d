-- Text is UTF-8; lengths and places count characters.
create table t (n int, w string) row format delimited fields terminated by '\t';
load data local inpath '${hivevar:data}/utf8.tsv' into table t;
select n, w, length(w), substr(w, 2, 1) from t;
--| 1	Grüße	5	r
--| 2	日本	2	本
--| 3	🙂	1	
select n from t where w like '_本' or w = 'Grüße';
--| 1
--| 2
