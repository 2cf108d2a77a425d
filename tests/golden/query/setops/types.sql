-- The columns of both sides meet in a common type within their group: int and bigint in bigint, int and double in
-- double; numbers don't mix with text (FunctionRegistry.getCommonClassForUnionAll).
select typeof(x), x from (select 1 as x union all select 3000000000 as x) q;
--| bigint	1
--| bigint	3000000000
select x from (select 1 as x union all select 2.5D as x) q;
--| 1.0
--| 2.5
select x from (select null as x union all select 'a' as x) q;
--| NULL
--| a
select 1 as x union all select 'a' as x;
--! `x`
select 1, 2 union all select 3;
--! columns
