-- A string beside a date or timestamp is read as one; a date beside a timestamp is its midnight
-- (FunctionRegistry.getCommonClassForComparison).
create table t (d date, ts timestamp);
insert into t values ('2009-12-13', '2009-12-13 00:00:00'), ('2009-12-14', '2009-12-13 12:30:00');
select d from t where d = '2009-12-13';
--| 2009-12-13
select d from t where d > '2009-12-13' and d < '2010-01-01';
--| 2009-12-14
select d, ts, d = ts, ts > '2009-12-13 12:00:00' from t;
--| 2009-12-13	2009-12-13 00:00:00	true	false
--| 2009-12-14	2009-12-13 12:30:00	false	true
