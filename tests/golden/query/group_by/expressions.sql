-- Keys can be expressions; the select list may use them inside others, and need not show them (LanguageManual GroupBy).
create table t (d string, n int);
insert into t values ('2009-12-13', 1), ('2009-12-14', 2), ('2010-01-01', 4);
select substr(d, 1, 4), sum(n) from t group by substr(d, 1, 4);
--| 2009	3
--| 2010	4
select concat('y', substr(d, 1, 4)), sum(n) * 2 from t group by substr(d, 1, 4);
--| y2009	6
--| y2010	8
select sum(n) from t group by n % 2;
--| 1
--| 6
select count(*) from (select 1 from t group by d) q;
--| 3
