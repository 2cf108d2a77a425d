-- `/` divides as doubles, also for integers; DIV gives the whole part, cut towards zero; dividing by zero is NULL (Hive
-- UDF wiki, "Arithmetic Operators"; GenericUDFOPDivide).
create table t (a int, b int);
insert into t values (7, 2), (-7, 2), (6, 3), (5, 0), (0, 0), (null, 1);
select a, b, a / b from t;
--| 7	2	3.5
--| -7	2	-3.5
--| 6	3	2.0
--| 5	0	NULL
--| 0	0	NULL
--| NULL	1	NULL
select a, a div b from t where b <> 0;
--| 7	3
--| -7	-3
--| 6	2
--| NULL	NULL
select 1 / 3, 1 / 4, typeof(4 / 2);
--| 0.3333333333333333	0.25	double
