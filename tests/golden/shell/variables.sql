-- Variables: `set hivevar:x=…`, `${hivevar:x}` and `${x}`, `${hiveconf:x}` and `set x=…`; what isn't there stays as
-- written (LanguageManual VariableSubstitution; VariableSubstitution.java, SetProcessor).
set hivevar:word=the;
select '${hivevar:word}', '${word}';
--| the	the
set my.limit=5;
select ${hiveconf:my.limit} + 1, '${my.limit}';
--| 6	${my.limit}
set my.limit;
--| my.limit=5
set hivevar:word;
--| hivevar:word=the
set hivevar:table=t_${hivevar:word};
create table ${table} (a int);
show tables;
--| t_the
select '${nosuch}', '${hivevar:nosuch}';
--| ${nosuch}	${hivevar:nosuch}
set no.such.key;
--| no.such.key is undefined
set hivevar:nosuch;
--! hivevar:nosuch is undefined as a hive variable
set hive.variable.substitute=false;
select '${hivevar:word}';
--| ${hivevar:word}
