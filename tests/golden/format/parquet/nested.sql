-- Nested types go into Parquet and come back, with their NULLs and empty ones.
create table t (id int, a array<int>, m map<string,double>, s struct<x:int,y:array<string>>, aa array<struct<k:string,v:int>>)
stored as parquet;
insert into t select 1, array(1, 2, null), map('p', 1.5D), named_struct('x', 7, 'y', array('q', 'r')),
  array(named_struct('k', 'one', 'v', 1));
insert into t (id) values (2);
select * from t;
--| 1	[1,2,null]	{"p":1.5}	{"x":7,"y":["q","r"]}	[{"k":"one","v":1}]
--| 2	NULL	NULL	NULL	NULL
select id, a[1], m['p'], s.y[0], aa[0].k from t where s.x = 7;
--| 1	2	1.5	q	one
select id, e from t lateral view explode(a) x as e where e > 1;
--| 1	2
