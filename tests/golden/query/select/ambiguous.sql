-- A name that two tables in FROM carry must be qualified (error 10007, "Ambiguous column reference").
create table l (id int, v string);
create table r (id int, w string);
insert into l values (1, 'a');
insert into r values (1, 'b');
select id from l join r on l.id = r.id;
--! ambiguous
select r.id, v, w from l join r on l.id = r.id;
--| 1	a	b
select q.k from (select 1 as k, 2 as k) q;
--! ambiguous
