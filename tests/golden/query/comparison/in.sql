-- IN is a row of ORs: NULL if nothing equals and something is NULL (LanguageManual UDF, "Relational Operators").
create table t (a int);
insert into t values (1), (2), (3), (null);
select a, a in (1, 3), a not in (1, 3), a in (1, null), a not in (1, null) from t;
--| 1	true	false	true	false
--| 2	false	true	NULL	NULL
--| 3	true	false	NULL	NULL
--| NULL	NULL	NULL	NULL	NULL
select a from t where a not in (1, null);
select a from t where (a, a + 1) in ((1, 2), (3, 5));
--| 1
select 'b' in ('a', 'b'), date '2009-12-13' in (date '2009-12-13'), 2.0 in (1, 2);
--| true	true	true
