-- With hive.support.quoted.identifiers=none a backticked name in the select list is a regular expression that picks
-- columns (LanguageManual Select, "REGEX Column Specification").
create table t (ds string, hr string, key int, value string);
insert into t values ('d', 'h', 1, 'v');
set hive.support.quoted.identifiers=none;
select `(ds|hr)?+.+` from t;
--| 1	v
select `k.*`, `.*s` from t;
--| 1	d
select x.`.*e.*` from t x;
--| 1	v
