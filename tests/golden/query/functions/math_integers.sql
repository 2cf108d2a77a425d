-- abs, greatest, least and the rest on whole numbers; greatest and least are NULL if one value is (Hive UDF wiki;
-- GenericUDFBaseNwayCompare, GenericUDFWidthBucket).
select abs(-5), abs(-2.5), abs(3D), positive(4), negative(4), -(-4);
--| 5	2.5	3.0	4	-4	4
select greatest(2, 3, 1), least(2, 3, 1), greatest('a', 'c', 'b'), greatest(1, null, 3), least(1.5D, 2);
--| 3	1	c	NULL	1.5
select width_bucket(4, 5, 25, 4), width_bucket(15, 5, 25, 4), width_bucket(25, 5, 25, 4);
--| 0	3	5
