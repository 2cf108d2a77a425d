-- Conditions on integers over fields that are none, are too large, are missing: those are NULL, and pass IS NULL and nothing
-- else (LazyInteger, LazyLong; LanguageManual UDF, "Relational Operators"). A constant may lie past the type.
create external table t (id string, i int, l bigint, t tinyint, s string, m decimal(5,2), d double, day date)
row format delimited fields terminated by '\t' location '${hivevar:root}/conditions';
dfs -put ${hivevar:data}/conditions.tsv ${hivevar:root}/conditions/conditions.tsv;
select id from t where i is null;
--| b
--| c
--| e
--| g
select id from t where i is not null;
--| a
--| d
--| f
--| h
select id from t where i <> 1;
--| d
--| f
--| h
select id from t where not (i = 1);
--| d
--| f
--| h
select id from t where i < 2147483648;
--| a
--| d
--| f
--| h
select id from t where i = 2147483648;
select id from t where i <> 2147483648;
--| a
--| d
--| f
--| h
select id from t where i > -3000000000;
--| a
--| d
--| f
--| h
select id from t where i in (1, 2);
--| a
--| d
select id from t where i in (1, null);
--| a
select id from t where i not in (1, 2);
--| f
--| h
select id from t where i not in (1, null);
select id from t where i = 1.0;
--| a
select id from t where i > 1.5;
--| d
--| f
--| h
select id from t where i = 1.5;
select id from t where i <> 1.5;
--| a
--| d
--| f
--| h
select id from t where i = '2';
--| d
select id from t where i >= 2.5D;
--| f
--| h
select id from t where i between 2 and 3;
--| d
--| h
select id from t where i not between 2 and 3;
--| a
--| f
select id from t where i <=> null;
--| b
--| c
--| e
--| g
select id from t where not (i <=> 1);
--| b
--| c
--| d
--| e
--| f
--| g
--| h
select id from t where t > 127;
select id from t where t >= -128;
--| a
--| e
--| f
--| h
select id from t where t in (5, 300);
--| a
select id from t where t <> 300;
--| a
--| e
--| f
--| h
select id from t where t < 1000 and t > 0;
--| a
--| f
select id from t where l = 9223372036854775807;
--| f
select id from t where l < 0;
--| e
select id from t where l is null;
--| b
--| c
--| d
--| g
select id from t where cast(l as double) > 1e18;
--| f
select count(*) from t where i = 2 and l is null;
--| 1
select count(*), count(s) from t where i is null;
--| 4	3
