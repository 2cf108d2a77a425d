-- ON takes any condition, not only equality (Hive 2.2, HIVE-15211 and HIVE-15251), also for outer joins.
create table l (a int);
create table r (b int, lo int, hi int);
insert into l values (1), (5), (9);
insert into r values (100, 0, 4), (200, 4, 6);
select a, b from l join r on a between lo and hi;
--| 1	100
--| 5	200
select a, b from l left join r on a > lo and a < hi;
--| 1	100
--| 5	200
--| 9	NULL
select a, b from l join r on a = 1 or b = 200;
--| 1	100
--| 1	200
--| 5	200
--| 9	200
