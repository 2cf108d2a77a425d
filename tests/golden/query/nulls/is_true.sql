-- IS TRUE and its kin used several times over in one statement (LanguageManual UDF, "Logical Operators"): true or false, never NULL.
create table t (f boolean, n int);
insert into t values (true, 1), (false, 2), (null, 3);
select count(case when f is true then 1 end), count(case when f is true and n > 0 then 1 end), sum(if(f is true, n, 0)) from t;
--| 1	1	1
select count(case when f is not false then 1 end), count(case when f is not false and n > 1 then 1 end), sum(if(f is not false, n, 0)) from t;
--| 2	1	4
select f is false, not (f is false), if(f is false, 1, 0), f is unknown from t;
--| false	true	0	false
--| true	false	1	false
--| false	true	0	true
select sum(if(n <=> 1, 1, 0)), sum(if(n <=> 1, n, 0)), count(case when n <=> 1 then 1 end) from t;
--| 1	1	1
select sum(if(n is not distinct from 1 , 1, 0)), count(case when (n = 1) is true then 1 end), max((n = 1) is true) from t;
--| 1	1	true
