-- percentile interpolates between the two nearest values, and takes several fractions at once (Hive UDF wiki; UDAFPercentile).
create table t (n int);
insert into t values (1), (2), (3), (4), (null);
select percentile(n, 0.5), percentile(n, 0), percentile(n, 1), percentile(n, 0.25) from t;
--| 2.5	1.0	4.0	1.75
select percentile(n, array(0.0, 0.5, 1.0)) from t;
--| [1.0,2.5,4.0]
