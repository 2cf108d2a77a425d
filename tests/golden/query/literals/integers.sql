-- An integer literal is the smallest of int and bigint that holds it, else a decimal; the suffixes Y, S, L and BD give
-- tinyint, smallint, bigint and decimal (LanguageManual Types, "Integral Types"; ExprFactory.createConstantExpr).
select 0, 7, -7, 007, 2147483647, 2147483648, 9223372036854775807, 9223372036854775808;
--| 0	7	-7	7	2147483647	2147483648	9223372036854775807	9223372036854775808
select 100Y, 100S, 100L, 100BD;
--| 100	100	100	100
select typeof(1), typeof(2147483647), typeof(2147483648), typeof(9223372036854775807), typeof(9223372036854775808);
--| int	int	bigint	bigint	decimal(19,0)
select typeof(1Y), typeof(1S), typeof(1L), typeof(12BD);
--| tinyint	smallint	bigint	decimal(2,0)
select 128Y;
--! 128
select 32768S;
--! 32768
