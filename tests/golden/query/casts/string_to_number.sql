-- Text becomes a number or NULL, never an error; a fraction is cut off for a whole number, and what doesn't fit the type is
-- NULL (LanguageManual UDF, "Type Conversion Functions"; LazyInteger.parseInt, LazyLong.parseLong).
select cast('12' as int), cast('+5' as int), cast('-3' as int), cast('12.7' as int), cast('abc' as int), cast('' as int);
--| 12	5	-3	12	NULL	NULL
select cast('12x' as int), cast('1e3' as int), cast('2147483648' as int), cast('2147483648' as bigint), cast('300' as tinyint);
--| NULL	NULL	NULL	2147483648	NULL
select cast('1.5' as double), cast('1e3' as double), cast('abc' as double), cast('-.5' as double);
--| 1.5	1000.0	NULL	-0.5
select cast('1.25' as decimal(4,2)), cast('x' as decimal(4,2));
--| 1.25	NULL
