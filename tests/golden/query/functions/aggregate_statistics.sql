-- Variance, deviation, covariance and correlation (Hive UDF wiki): of 1, 2, 3, 4 the variance is 5/4, of a sample 5/3; rounded, for
-- how partial results meet is not settled.
create table t (n int, m int);
insert into t values (1, 2), (2, 4), (3, 6), (4, 8);
select round(var_pop(n), 6), round(variance(n), 6), round(var_samp(n), 6), round(stddev_pop(n), 6), round(stddev_samp(n), 6), round(std(n), 6) from t;
--| 1.25	1.25	1.666667	1.118034	1.290994	1.118034
select round(covar_pop(n, m), 6), round(covar_samp(n, m), 6), round(corr(n, m), 6) from t;
--| 2.5	3.333333	1.0
select var_pop(n), stddev_pop(n) from t where n = 1;
--| 0.0	0.0
select var_samp(n) from t where n > 100;
--| NULL
