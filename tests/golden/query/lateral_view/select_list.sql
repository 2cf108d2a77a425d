-- A table-generating function may be the whole select list, and then nothing may stand beside it (LanguageManual UDF,
-- "Built-in Table-Generating Functions (UDTF)", limitations).
select explode(array(3, 1, 2));
--| 3
--| 1
--| 2
select explode(array(3, 1, 2)) as x from (select 1) q;
--| 3
--| 1
--| 2
select explode(map('a', 1)) as (k, v);
--| a	1
select x * 10 from (select explode(array(1, 2)) as x) q;
--| 10
--| 20
select explode(array(1, 2)), 5;
--! `explode`
select explode(explode(array(array(1))));
--! `explode`
select explode(5);
--! explode
