-- A table joined to itself under two names (LanguageManual Joins).
create table emp (id int, boss int, name string);
insert into emp values (1, null, 'ann'), (2, 1, 'bob'), (3, 1, 'cid'), (4, 3, 'dan');
select e.name, b.name from emp e left join emp b on e.boss = b.id;
--| ann	NULL
--| bob	ann
--| cid	ann
--| dan	cid
select e.name, b.name, g.name from emp e join emp b on e.boss = b.id join emp g on b.boss = g.id;
--| dan	cid	ann
