-- Days without rows: a calendar made of posexplode and split, joined from the left.
create table t (d date, n int);
insert into t values ('2009-12-10', 5), ('2009-12-12', 1), ('2009-12-12', 2);
create view days as
select date_add('2009-12-10', i) as d from (select split(space(3), ' ') as xs) q lateral view posexplode(xs) e as i, x;
select days.d, count(t.n), coalesce(sum(t.n), 0) from days left join t on t.d = days.d group by days.d order by days.d;
--| 2009-12-10	1	5
--| 2009-12-11	0	0
--| 2009-12-12	2	3
--| 2009-12-13	0	0
select days.d from days left anti join t on t.d = days.d;
--| 2009-12-11
--| 2009-12-13
select min(d), max(d), datediff(max(d), min(d)) + 1 - count(distinct d) from t;
--| 2009-12-10	2009-12-12	1
