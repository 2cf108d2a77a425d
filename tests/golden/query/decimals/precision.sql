-- decimal(p,s) holds p digits, s of them after the point, and is printed with all s (LanguageManual Types, "Decimals").
-- A value of more places is rounded half up; one that doesn't fit is NULL.
create table t (d decimal(5,2));
insert into t values (1.5), (-0.005), (0.004), (999.99);
select d from t;
--| 1.50
--| -0.01
--| 0.00
--| 999.99
select cast('2.345' as decimal(3,2)), cast(-2.345 as decimal(3,2)), cast('123.45' as decimal(4,2)), cast(12345 as decimal(4,0));
--| 2.35	-2.35	NULL	NULL
select cast('7' as decimal), typeof(cast(1 as decimal)), typeof(cast(1 as decimal(7)));
--| 7	decimal(10,0)	decimal(7,0)
