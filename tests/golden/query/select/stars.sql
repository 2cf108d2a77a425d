-- `*` gives the columns of every table in FROM in order, `t.*` those of one; either can stand beside other expressions
-- (LanguageManual Select).
create table a (x int, y string);
create table b (z int);
insert into a values (1, 'one'), (2, 'two');
insert into b values (10);
select * from a;
--| 1	one
--| 2	two
select *, x * 2 from a;
--| 1	one	2
--| 2	two	4
select 'first', a.* from a where x = 2;
--| first	2	two
select * from a cross join b where x = 1;
--| 1	one	10
select b.*, a.y, a.* from a cross join b where x = 1;
--| 10	one	1	one
select * from (select x as k, * from a) q where k = 2;
--| 2	2	two
select c.* from a;
--! `c`
