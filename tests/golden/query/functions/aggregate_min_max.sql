-- min and max of text go by its bytes, of dates by time, of booleans by false < true; NULL only if there is nothing else (Hive UDF wiki;
-- ObjectInspectorUtils.compare).
create table t (s string, d date, f boolean, n decimal(5,2));
insert into t values ('b', '2009-12-13', true, 1.5), ('B', '2010-01-01', false, -2), (null, null, null, null), ('', '2009-12-14', true, 10);
select min(s), max(s), min(d), max(d), min(f), max(f), min(n), max(n) from t;
--| 	b	2009-12-13	2010-01-01	false	true	-2.00	10.00
select max(s), min(n) from t where s is null;
--| NULL	NULL
select count(s), count(distinct f), count(*) from t;
--| 3	2	4
