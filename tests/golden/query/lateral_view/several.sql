-- A later LATERAL VIEW is applied to every row of an earlier one and may use its columns (LanguageManual LateralView,
-- "Multiple Lateral Views").
select x, y from (select array(1, 2) as a, array('p', 'q') as b) t lateral view explode(a) e as x lateral view explode(b) f as y;
--| 1	p
--| 1	q
--| 2	p
--| 2	q
select x from (select array(array(1, 2), array(3)) as a) t lateral view explode(a) e as inner_list lateral view explode(inner_list) f as x;
--| 1
--| 2
--| 3
select t.k, x from (select 'k' as k, array(1, 2) as a) t lateral view explode(a) e as x where x <> 1;
--| k	2
