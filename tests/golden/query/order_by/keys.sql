-- A key is an alias, a position, an expression, or a column that the select list lacks (LanguageManual SortBy;
-- hive.orderby.position.alias is true).
create table t (a int, b string);
insert into t values (1, 'c'), (2, 'b'), (3, 'a');
select a as n, b from t order by n desc;
--| 3	a
--| 2	b
--| 1	c
select b, a from t order by 1;
--| a	3
--| b	2
--| c	1
select b from t order by a desc;
--| a
--| b
--| c
select a from t order by a % 3;
--| 3
--| 1
--| 2
select b, count(*) as c from t group by b order by c, b desc;
--| c	1
--| b	1
--| a	1
select b from t group by b order by max(a);
--| c
--| b
--| a
