-- Set operators have one precedence and group from the left (Hive's grammar, rule `setOpSelectStatement`); ORDER BY and
-- LIMIT after them are about the whole.
select 1 as x union all select 2 as x intersect select 2 as x;
--| 2
select 1 as x union all (select 2 as x intersect select 2 as x);
--| 1
--| 2
select 3 as x union all select 1 as x union all select 2 as x order by x;
--| 1
--| 2
--| 3
select 3 as x union all select 1 as x union all select 2 as x order by x desc limit 2;
--| 3
--| 2
