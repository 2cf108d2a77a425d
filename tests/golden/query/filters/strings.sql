-- Conditions on strings: an empty field is an empty string, a missing one and the text for NULL are NULL; conditions see the
-- unescaped value, and a char or varchar as its type cuts it (LazyString, LazyHiveVarchar; LanguageManual UDF).
create external table t (id string, i int, l bigint, t tinyint, s string, m decimal(5,2), d double, day date)
row format delimited fields terminated by '\t' location '${hivevar:root}/conditions';
dfs -put ${hivevar:data}/conditions.tsv ${hivevar:root}/conditions/conditions.tsv;
select id from t where s = '';
--| b
--| g
select id from t where s <> '';
--| a
--| e
--| f
--| h
select id from t where s is null;
--| c
--| d
select id from t where s is not null;
--| a
--| b
--| e
--| f
--| g
--| h
select id from t where s = 'the';
--| a
select id from t where s like 'the%';
--| a
--| f
select id from t where s like '50\\%%';
--| e
select id from t where s like '%\\_off';
--| e
select id from t where s like '__\\%%';
--| e
select id from t where s like '%';
--| a
--| b
--| e
--| f
--| g
--| h
select id from t where s like '';
--| b
--| g
select id from t where s like '_h_';
--| a
select id from t where s like '%h%';
--| a
--| f
select id from t where s not like 'th%';
--| b
--| e
--| g
--| h
select id from t where s like 't%r%';
--| f
select id from t where s like 'th%he';
select id from t where s > 'the';
--| f
select id from t where s between 'a' and 'theo';
--| a
select id from t where s in ('the', 'THE', 'x');
--| a
--| h
select id from t where s not in ('the', 'THE');
--| b
--| e
--| f
--| g
select id from t where s not in ('the', null);
select id from t where s in ('', null);
--| b
--| g
select id from t where s = 50;
select id from t where s <=> null;
--| c
--| d
select id from t where length(s) = 3;
--| a
--| h
select id from t where s = 'the' or s like '50%';
--| a
--| e
select id from t where s is null or s = '';
--| b
--| c
--| d
--| g
create external table n (id string, i string, l string, t string, s string) row format delimited fields terminated by '\t' null defined as 'x'
location '${hivevar:root}/conditions';
select id from n where i is null;
--| b
select id from n where i = 'x';
select id from n where i <> 'x';
--| a
--| c
--| d
--| e
--| f
--| g
--| h
select id from n where i = '\\N';
--| c
create external table c (id string, i char(3), l string, t string, s varchar(3)) row format delimited fields terminated by '\t'
location '${hivevar:root}/conditions';
select id from c where i = '1';
--| a
select id from c where i = 'x';
--| b
select id from c where i is null;
--| c
select id from c where s = 'the';
--| a
--| f
select id from c where s like 'the%';
--| a
--| f
select id from c where s is null;
--| c
--| d
create external table e (a int, b string) row format delimited fields terminated by ',' escaped by '\\' location '${hivevar:root}/e';
dfs -put ${hivevar:data}/escapes.txt ${hivevar:root}/e/escapes.txt;
select a from e where b = 'a,b';
--| 1
select a from e where b = 'c\\d';
--| 2
select a from e where b like 'a,%';
--| 1
select a from e where b in ('e\\', 'x');
--| 3
