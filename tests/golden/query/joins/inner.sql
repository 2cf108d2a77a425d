-- JOIN gives every pair of rows for which the condition is true (LanguageManual Joins).
create table l (id int, v string);
create table r (id int, w string);
insert into l values (1, 'a'), (2, 'b'), (2, 'c'), (4, 'd');
insert into r values (2, 'x'), (2, 'y'), (3, 'z'), (4, 'q');
select l.id, v, w from l join r on l.id = r.id;
--| 2	b	x
--| 2	b	y
--| 2	c	x
--| 2	c	y
--| 4	d	q
select l.id, v, w from l inner join r on (l.id = r.id and w > 'x');
--| 2	b	y
--| 2	c	y
select count(*) from l a join l b on a.id = b.id join r on b.id = r.id;
--| 9
