-- Doubles are printed as Java's Double.toString does: shortest digits, always a point, an exponent from 10^7 up and below
-- 10^-3.
select 1D, 100D, 9999999D, 10000000D, 123456789.125D;
--| 1.0	100.0	9999999.0	1.0E7	1.23456789125E8
select 0.001D, 0.0001D, 0.1D + 0.2D, -2.5D;
--| 0.001	1.0E-4	0.30000000000000004	-2.5
select 1D / 3D, cast(0.1 as float), cast(16777216 as float);
--| 0.3333333333333333	0.1	1.6777216E7
