-- A SELECT without FROM gives one row (Hive 0.13 and later, HIVE-178).
select 1;
--| 1
select 1 + 1, 'a', true, null;
--| 2	a	true	NULL
select a + 1 from (select 1 as a) q;
--| 2
select count(*);
--| 1
select 1 where 1 = 0;
