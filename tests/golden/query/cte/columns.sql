-- Names for a CTE's columns may follow its name (Hive's grammar, rule `cteStatement`).
with q (x, y) as (select 1, 'a') select y, x from q;
--| a	1
