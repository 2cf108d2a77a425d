-- ${hivevar:x}, ${hiveconf:x} and ${x} are replaced in a statement's text before it is read, also inside strings (LanguageManual
-- VariableSubstitution).
set hivevar:n=3;
set hivevar:col=a;
set my.limit=2;
create table t (a int);
insert into t values (1), (2), (${hivevar:n});
select ${hivevar:col} from t where a >= ${hiveconf:my.limit};
--| 2
--| 3
select '${hivevar:n}', ${n} + 1;
--| 3	4
set hivevar:m=${hivevar:n}0;
select ${hivevar:m};
--| 30
