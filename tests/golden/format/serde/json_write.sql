-- INSERT into a JSON table writes an object a line, which comes back (LanguageManual DDL: STORED AS JSONFILE).
create table t (a int, b string, c array<double>, d map<string,boolean>) stored as jsonfile;
insert into t select 1, 'say "hi"\n', array(1.5D, null), map('k', true);
insert into t (a) values (2);
select a, b = 'say "hi"\n', c, d from t;
--| 1	true	[1.5,null]	{"k":true}
--| 2	NULL	NULL	NULL
