-- A condition in ON decides about partners, one in WHERE about rows: for an outer join they differ (LanguageManual
-- OuterJoinBehavior).
create table l (id int, v string);
create table r (id int, w string);
insert into l values (1, 'a'), (2, 'b');
insert into r values (1, 'x'), (2, 'y');
select l.id, w from l left join r on l.id = r.id and w = 'x';
--| 1	x
--| 2	NULL
select l.id, w from l left join r on l.id = r.id where w = 'x';
--| 1	x
select l.id, w from l left join r on l.id = r.id and l.v = 'b';
--| 1	NULL
--| 2	y
select l.id, r.id from l full join r on l.id = r.id and l.id = 1;
--| 1	1
--| 2	NULL
--| NULL	2
