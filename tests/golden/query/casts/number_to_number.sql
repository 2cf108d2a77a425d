-- Towards a whole number the fraction is cut off; a whole number that is too wide keeps its low bits, as in Java; a decimal that
-- doesn't fit is NULL (UDFToInteger, UDFToByte, …).
select cast(3.9D as int), cast(-3.9D as int), cast(3.9 as int), cast(300 as tinyint), cast(70000 as smallint);
--| 3	-3	3	44	4464
select cast(4294967297 as int), cast(2147483648 as int), cast(12345678901BD as int);
--| 1	-2147483648	NULL
select cast(1 as double), cast(7 as float), cast(1.5 as double), cast(2 as bigint);
--| 1.0	7.0	1.5	2
