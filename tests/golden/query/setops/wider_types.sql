-- decimal(4,2) and decimal(6,1) meet in decimal(7,2), a date and a timestamp in timestamp, varchar(3) and varchar(5) in varchar(5)
-- (FunctionRegistry.getCommonClassForUnionAll, HiveDecimalUtils).
select x, typeof(x) from (select cast(1.1 as decimal(4,2)) as x union all select cast(20.5 as decimal(6,1))) q;
--| 1.10	decimal(7,2)
--| 20.50	decimal(7,2)
select x from (select date '2009-12-13' as x union all select timestamp '2009-12-13 01:02:03') q;
--| 2009-12-13 00:00:00
--| 2009-12-13 01:02:03
select typeof(x) from (select cast('a' as varchar(3)) as x union select cast('a' as varchar(5))) q;
--| varchar(5)
