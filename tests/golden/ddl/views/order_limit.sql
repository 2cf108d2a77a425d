-- A view may hold ORDER BY and LIMIT, joins, groups, unions and CTEs (LanguageManual DDL, "Create View"; cte in views
-- since HIVE-1180).
create table t (k int, v string);
insert into t values (1, 'a'), (2, 'b'), (3, 'c'), (3, 'd');
create view top2 as select k, v from t order by v desc limit 2;
select * from top2;
--| 3	c
--| 3	d
create view counted as select k, count(*) as n from t group by k having count(*) > 1;
select n + k from counted;
--| 5
create view with_cte as with small as (select * from t where k < 3) select v from small union all select 'z';
select * from with_cte;
--| a
--| b
--| z
