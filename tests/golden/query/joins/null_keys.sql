-- NULL equals nothing, so rows with a NULL key have no partner; <=> pairs them (LanguageManual Joins; JoinOperator's null-safe keys).
create table l (id int, v string);
create table r (id int, w string);
insert into l values (1, 'a'), (null, 'b');
insert into r values (1, 'x'), (null, 'y');
select v, w from l join r on l.id = r.id;
--| a	x
select v, w from l join r on l.id <=> r.id;
--| a	x
--| b	y
select v, w from l left join r on l.id = r.id;
--| a	x
--| b	NULL
select v, w from l full join r on l.id = r.id;
--| a	x
--| b	NULL
--| NULL	y
