-- sum of decimal(p,s) is decimal(p+10,s), avg is decimal(p+4,s+4), min and max keep the type (GenericUDAFSum,
-- GenericUDAFAverage).
create table t (d decimal(6,2));
insert into t values (1.10), (2.20), (3.35), (null);
select sum(d), avg(d), min(d), max(d), count(d) from t;
--| 6.65	2.216667	1.10	3.35	3
select typeof(sum(d)), typeof(avg(d)) from t;
--| decimal(16,2)	decimal(10,6)
