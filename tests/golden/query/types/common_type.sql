-- Where branches differ, numbers become the wider of the two, a number or date beside text becomes text (FunctionRegistry.getCommonClass).
select coalesce(1, 'a'), if(false, 1, 'a'), case when true then 2.5D else 'x' end, coalesce(null, date '2009-12-13', 'x');
--| 1	a	2.5	2009-12-13
select typeof(coalesce(1, 'a')), typeof(coalesce(1, 2.5D)), typeof(coalesce(1, 3000000000)), typeof(if(true, date '2009-12-13', 'x')), typeof(if(true, 1Y, 2S));
--| string	double	bigint	string	smallint
select array(1, 2.5D), array('a', null), map('a', 1, 'b', 2L)['b'], typeof(array(1, 2L));
--| [1.0,2.5]	["a",null]	2	array<bigint>
