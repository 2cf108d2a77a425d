-- Whole numbers wrap around, as Java's do; the type of a sum is the wider of the two types (Hive UDF wiki, "Arithmetic
-- Operators"; GenericUDFOPNumericPlus).
create table t (b tinyint, s smallint, i int, l bigint);
insert into t values (127, 32767, 2147483647, 9223372036854775807);
select b + 1Y, s + 1S, i + 1, l + 1 from t;
--| -128	-32768	-2147483648	-9223372036854775808
select b + 1, s + 1, i + 1L from t;
--| 128	32768	2147483648
select i * 2, i * 2L, l * 2 from t;
--| -2	4294967294	-2
