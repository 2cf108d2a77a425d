-- Roots, powers and logarithms are doubles; outside of its domain a logarithm is NULL (Hive UDF wiki, "Mathematical
-- Functions"; UDFMath).
select sqrt(16), cbrt(27D), pow(2, 10), power(4D, 0.5D), exp(0D), factorial(5), factorial(21);
--| 4.0	3.0	1024.0	2.0	1.0	120	NULL
select ln(1D), log10(1000D), log2(8D), log(2D, 8D), ln(0D), log10(-1D);
--| 0.0	3.0	3.0	3.0	NULL	NULL
select pi(), e(), degrees(pi()), radians(180D), sin(0D), cos(0D), sign(-3.5D);
--| 3.141592653589793	2.718281828459045	180.0	3.141592653589793	0.0	1.0	-1.0
