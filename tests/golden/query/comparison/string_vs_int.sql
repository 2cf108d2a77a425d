-- A string beside a number is compared as a double: text that is no number is NULL there, not an error. Two strings are
-- compared by their bytes (LanguageManual Types; FunctionRegistry.getCommonClassForComparison).
create table t (s string, i int);
insert into t values ('10', 10), ('9', 10), ('1e1', 10), ('abc', 10), ('', 0);
select s, i, s = i, s < i from t;
--| 10	10	true	false
--| 9	10	false	true
--| 1e1	10	true	false
--| abc	10	NULL	NULL
--| 	0	NULL	NULL
select '10' < '9', 'abc' < 'abd', 'B' < 'a', '' < ' ';
--| true	true	true	true
select s from t where s > 9;
--| 10
--| 1e1
