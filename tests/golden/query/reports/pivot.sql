-- Rows into columns with sum(if(…)), and columns into rows with stack and with a map.
create table t (month string, kind string, n int);
insert into t values ('2009-11', 'in', 3), ('2009-11', 'out', 1), ('2009-12', 'in', 4), ('2009-12', 'in', 2);
select month, sum(if(kind = 'in', n, 0)) as came, sum(if(kind = 'out', n, 0)) as went from t group by month order by month;
--| 2009-11	3	1
--| 2009-12	6	0
select month, k, v from (select month, sum(if(kind = 'in', n, 0)) as i, sum(if(kind = 'out', n, 0)) as o from t group by month) q
lateral view stack(2, 'in', i, 'out', o) s as k, v where v > 0;
--| 2009-11	in	3
--| 2009-11	out	1
--| 2009-12	in	6
select k, sum(v) from t lateral view explode(map(kind, n)) e as k, v group by k;
--| in	9
--| out	1
select month, concat_ws(',', sort_array(collect_set(kind))) from t group by month;
--| 2009-11	in,out
--| 2009-12	in
