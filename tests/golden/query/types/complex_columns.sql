-- Columns of complex types, written to and read from a text table with the default delimiters (LanguageManual Types).
create table t (a array<string>, m map<string,int>, s struct<x:int,y:array<int>>);
insert into t select array('p', 'q'), map('k', 1), named_struct('x', 1, 'y', array(7, 8));
insert into t select array('r'), map('k', cast(null as int)), named_struct('x', cast(null as int), 'y', array(9));
select * from t;
--| ["p","q"]	{"k":1}	{"x":1,"y":[7,8]}
--| ["r"]	{"k":null}	{"x":null,"y":[9]}
select a[0], m['k'], s.x, s.y[1], size(a) from t where s.y[0] < 9;
--| p	1	1	8	2
select t.s.y from t where t.a[0] = 'r';
--| [9]
