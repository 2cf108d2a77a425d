-- A key may be an alias of the select list, or, with hive.groupby.position.alias, its position (LanguageManual GroupBy; HiveConf).
create table t (d string, n int);
insert into t values ('2009-12-13', 1), ('2009-12-14', 2), ('2010-01-01', 4);
select substr(d, 1, 4) as y, sum(n) from t group by y;
--| 2009	3
--| 2010	4
set hive.groupby.position.alias=true;
select substr(d, 1, 4), sum(n) from t group by 1;
--| 2009	3
--| 2010	4
select n, count(*) from t group by 3;
--! 3
