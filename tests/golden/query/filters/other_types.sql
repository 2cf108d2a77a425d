-- Conditions on decimals (rounded to the column's scale, NULL past its precision), doubles and dates over fields that are none
-- (LazyHiveDecimal, HiveDecimalUtils.enforcePrecisionScale, LazyDate).
create external table t (id string, i int, l bigint, t tinyint, s string, m decimal(5,2), d double, day date)
row format delimited fields terminated by '\t' location '${hivevar:root}/conditions';
dfs -put ${hivevar:data}/conditions.tsv ${hivevar:root}/conditions/conditions.tsv;
select id from t where m = 1.24;
--| b
select id from t where m > 1.235;
--| b
--| e
select id from t where m >= 1.2345;
--| b
--| e
select id from t where m in (1.23, 0);
--| a
--| h
select id from t where m is null;
--| c
--| d
--| f
--| g
select id from t where m < 1;
--| h
select id from t where m <> 1.23;
--| b
--| e
--| h
select id from t where m between 1.23 and 1.24;
--| a
--| b
select id from t where m = 1.235;
select id from t where m <> 1.235;
--| a
--| b
--| e
--| h
select id from t where m < 1000000;
--| a
--| b
--| e
--| h
select id from t where m > 0.5D;
--| a
--| b
--| e
select id from t where d = 0;
--| h
select id from t where d is null;
--| b
--| c
--| d
--| g
select id from t where d > 0.4;
--| a
--| f
select id from t where d <> 0.5;
--| e
--| f
--| h
select id from t where d = '1e3';
--| f
select id from t where d in (0.5, -2.5);
--| a
--| e
select id from t where d < 0;
--| e
select id from t where d <= 0;
--| e
--| h
select id from t where day = '2024-01-01';
--| a
select id from t where day is null;
--| b
--| c
--| d
--| f
--| g
select id from t where day < '1970-01-01';
--| e
--| h
select id from t where day <> date '2024-01-01';
--| e
--| h
select id from t where day between date '1969-12-31' and date '1969-12-31';
--| h
select id from t where day >= date '2023-12-31' + interval '1' day;
--| a
select id from t where day in (date '2024-01-01', date '1969-12-31');
--| a
--| h
select id from t where day < timestamp '1969-12-31 12:00:00';
--| e
--| h
select id from t where day > timestamp '1969-12-31 00:00:00';
--| a
select id from t where year(day) = 1969;
--| h
select id from t where day = 'tomorrow';
