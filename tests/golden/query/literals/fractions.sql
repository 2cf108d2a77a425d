-- A literal with a point is a decimal just wide enough for it (zeroes at the end don't count); with an exponent, or the
-- suffix D, it is a double (LanguageManual Types, "Decimals"; ExprFactory, HiveDecimal).
select 1.5, 0.25, 10.10;
--| 1.5	0.25	10.1
select typeof(1.5), typeof(0.25), typeof(123.456);
--| decimal(2,1)	decimal(2,2)	decimal(6,3)
select 1e3, 2D, 1.5e-3, 2.5E10;
--| 1000.0	2.0	0.0015	2.5E10
select typeof(1e3), typeof(2D);
--| double	double
