-- % takes the sign of the dividend, pmod is never negative for a positive divisor; by zero both are NULL
-- (GenericUDFOPMod, GenericUDFPosMod).
create table t (a int, b int);
insert into t values (7, 3), (-7, 3), (7, -3), (5, 0);
select a, b, a % b, pmod(a, b) from t;
--| 7	3	1	1
--| -7	3	-1	2
--| 7	-3	1	-2
--| 5	0	NULL	NULL
select 5.5D % 2D, -5.5D % 2D;
--| 1.5	-1.5
