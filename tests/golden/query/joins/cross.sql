-- CROSS JOIN, a comma and a JOIN without ON give all pairs; conditions of a comma join stand in WHERE (LanguageManual
-- Joins; implicit notation since Hive 0.13).
create table l (a int);
create table r (b int);
insert into l values (1), (2);
insert into r values (10), (20);
select a, b from l cross join r;
--| 1	10
--| 1	20
--| 2	10
--| 2	20
select a, b from l, r where b = a * 10;
--| 1	10
--| 2	20
select a, b from l join r where a = 1;
--| 1	10
--| 1	20
select x.a, y.a, b from l x, l y, r where x.a < y.a;
--| 1	2	10
--| 1	2	20
