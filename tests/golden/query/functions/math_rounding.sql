-- round takes halves away from zero, bround to the even neighbour; floor and ceil of a double are bigint, of a decimal
-- decimal (Hive UDF wiki, "Mathematical Functions"; RoundUtils, GenericUDFFloor).
select round(2.5D), round(-2.5D), round(2.4D), round(12.345D, 1), round(1250D, -2), round(-0.4D);
--| 3.0	-3.0	2.0	12.3	1300.0	0.0
select bround(2.5D), bround(3.5D), bround(-2.5D), bround(12.25D, 1);
--| 2.0	4.0	-2.0	12.2
select round(1.235, 2), round(2.5), round(125, -1), round(7);
--| 1.24	3	130	7
select floor(2.7D), ceil(2.1D), floor(-2.1D), ceiling(-2.7D), floor(5), floor(2.7), ceil(2.1);
--| 2	3	-3	-2	5	2	3
select trunc(1234.567D, 1), trunc(1234.567D, -2), round(cast(null as double));
--| 1234.5	1200.0	NULL
