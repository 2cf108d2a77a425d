-- INSERT … VALUES: rows of literals, with their conversion to the columns' types (LanguageManual DML, "Inserting values
-- into tables from SQL").
create table t (a int, b string, c double, d decimal(6,2), e boolean, f date, g timestamp);
insert into table t values
  (1, 'one', 1.5, 3.14159, true, '2009-12-13', '2009-12-13 07:05:09'),
  ('2', 2, 2, 2, false, date '2009-02-03', timestamp '2009-02-03 01:02:03.5'),
  (null, null, null, null, null, null, null);
select * from t;
--| 1	one	1.5	3.14	true	2009-12-13	2009-12-13 07:05:09
--| 2	2	2.0	2.00	false	2009-02-03	2009-02-03 01:02:03.5
--| NULL	NULL	NULL	NULL	NULL	NULL	NULL
insert into t values (1, 'one');
--! 7
insert into t values (1 + 2, concat('x', 'y'), -1, 1e2, not true, current_date, null);
select a, b, c, d, e, g from t where a = 3;
--| 3	xy	-1.0	100.00	false	NULL
