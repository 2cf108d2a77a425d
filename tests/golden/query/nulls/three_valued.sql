-- AND, OR and NOT with NULL as "unknown" (LanguageManual UDF, "Logical Operators").
create table t (p boolean, q boolean);
insert into t values (true, null), (false, null), (null, null), (true, false);
select p, q, p and q, p or q, not p, not q from t;
--| true	NULL	NULL	true	false	NULL
--| false	NULL	false	NULL	true	NULL
--| NULL	NULL	NULL	NULL	NULL	NULL
--| true	false	false	true	false	true
select p, p is true, p is not true, p is false, p is not false, p is null from (select distinct p from t) x;
--| true	true	false	false	true	false
--| false	false	true	true	false	false
--| NULL	false	true	false	true	true
