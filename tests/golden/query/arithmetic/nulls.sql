-- An operator with a NULL operand gives NULL (LanguageManual UDF).
create table t (a int, s string);
insert into t values (null, null);
select a + 1, a - 1, a * 0, a / 1, a % 2, -a, a & 1, 1 + null from t;
--| NULL	NULL	NULL	NULL	NULL	NULL	NULL	NULL
select a = 1, a <> 1, a < 1, a = a, s = '', concat(s, 'x'), s || 'x', length(s) from t;
--| NULL	NULL	NULL	NULL	NULL	NULL	NULL	NULL
