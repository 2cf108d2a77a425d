-- LEFT, RIGHT and FULL OUTER JOIN keep rows without a partner, with NULLs for the other side (LanguageManual Joins).
create table l (id int, v string);
create table r (id int, w string);
insert into l values (1, 'a'), (2, 'b');
insert into r values (2, 'x'), (3, 'z');
select l.id, v, r.id, w from l left join r on l.id = r.id;
--| 1	a	NULL	NULL
--| 2	b	2	x
select l.id, v, r.id, w from l right outer join r on l.id = r.id;
--| 2	b	2	x
--| NULL	NULL	3	z
select l.id, v, r.id, w from l full outer join r on l.id = r.id;
--| 1	a	NULL	NULL
--| 2	b	2	x
--| NULL	NULL	3	z
