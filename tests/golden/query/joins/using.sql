-- USING (c) joins on the columns of that name; `*` gives each of them once, in front; for a RIGHT join it is the right one
-- (SemanticAnalyzer.genColListRegex, NamedJoinInfo).
create table l (v string, id int);
create table r (w string, id int);
insert into l values ('a', 1), ('b', 2);
insert into r values ('x', 2), ('y', 3);
select * from l join r using (id);
--| 2	b	x
select * from l left join r using (id);
--| 1	a	NULL
--| 2	b	x
select * from l right join r using (id);
--| 2	b	x
--| 3	NULL	y
select id, v, w from l join r using (id);
--| 2	b	x
