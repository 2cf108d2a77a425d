-- collect_list keeps every value, collect_set one of each; NULLs are left out (Hive UDF wiki). Their order isn't settled, so it is sorted here.
create table t (k string, n int);
insert into t values ('a', 2), ('a', 1), ('a', 2), ('b', null), ('c', 5);
select k, sort_array(collect_list(n)), sort_array(collect_set(n)) from t group by k;
--| a	[1,2,2]	[1,2]
--| b	[]	[]
--| c	[5]	[5]
select concat_ws(',', sort_array(collect_set(k))) from t;
--| a,b,c
