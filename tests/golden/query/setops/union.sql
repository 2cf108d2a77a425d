-- UNION ALL keeps every row, UNION [DISTINCT] one of each, NULLs counting as equal; the names come from the first select
-- (LanguageManual Union).
create table a (x int);
create table b (y int);
insert into a values (1), (1), (null);
insert into b values (1), (2), (null);
select x from a union all select y from b;
--| 1
--| 1
--| NULL
--| 1
--| 2
--| NULL
select x from a union select y from b;
--| 1
--| 2
--| NULL
select x from a union distinct select y from b;
--| 1
--| 2
--| NULL
select q.x + 1 from (select x from a union all select y from b) q where q.x = 2;
--| 3
