-- BETWEEN includes both ends and is empty when they are the wrong way round (LanguageManual UDF).
create table t (a int);
insert into t values (1), (2), (3), (4), (null);
select a from t where a between 2 and 3;
--| 2
--| 3
select a from t where a not between 2 and 3;
--| 1
--| 4
select a from t where a between 3 and 2;
select a, a between null and 2 from t;
--| 1	NULL
--| 2	NULL
--| 3	false
--| 4	false
--| NULL	NULL
select 'b' between 'a' and 'c', date '2009-12-13' between '2009-12-01' and '2009-12-31';
--| true	true
