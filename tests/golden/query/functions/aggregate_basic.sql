-- Aggregates leave NULLs out; sum of whole numbers is bigint, of text double; avg is double (Hive UDF wiki, "Built-in Aggregate Functions").
create table t (k string, n int, f double, s string);
insert into t values ('a', 1, 0.5, '1.5'), ('a', null, 0.25, 'x'), ('b', 3, null, '2');
select sum(n), sum(f), sum(s), avg(n), min(s), max(s), count(s), count(n, f) from t;
--| 4	0.75	3.5	2.0	1.5	x	3	1
select typeof(sum(n)), typeof(sum(f)), typeof(avg(n)), typeof(count(*)), typeof(max(k)) from t;
--| bigint	double	double	bigint	string
select sum(n + 1), sum(if(k = 'a', 1, 0)), max(n) - min(n), count(case when n > 1 then 1 end) from t;
--| 6	2	2	1
