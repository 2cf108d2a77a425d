-- <=> is = except that NULL equals NULL and is never the answer; IS [NOT] DISTINCT FROM says the same in words (LanguageManual
-- UDF, "Relational Operators"; GenericUDFOPEqualNS).
create table t (a int, b int);
insert into t values (1, 1), (1, 2), (1, null), (null, null);
select a, b, a = b, a <=> b, a is not distinct from b, a is distinct from b from t;
--| 1	1	true	true	true	false
--| 1	2	false	false	false	true
--| 1	NULL	NULL	false	false	true
--| NULL	NULL	NULL	true	true	false
