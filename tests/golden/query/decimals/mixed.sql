-- Beside a decimal an int counts as decimal(10,0) and a double makes the whole a double (LanguageManual Types).
create table t (d decimal(4,1), i int, f double);
insert into t values (2.5, 2, 0.25);
select d + i, typeof(d + i), d + f, d * f from t;
--| 4.5	decimal(12,1)	2.75	0.625
select d > i, d = 2.50, d < f from t;
--| true	true	false
