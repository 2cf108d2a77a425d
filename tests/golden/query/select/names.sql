-- Names of tables, columns and aliases are case-insensitive; a backticked name may hold anything; an unnamed column is
-- called by its position, _c0 first (LanguageManual Select; LanguageManual DDL, "Identifiers").
create table People (Id int, Name string);
insert into people values (1, 'ann'), (2, 'bob');
select ID, nAmE from PEOPLE where iD = 2;
--| 2	bob
select P.NAME, p.Id from people P where name = 'ann';
--| ann	1
select `_c1`, `_c0` from (select id + 10, upper(name) from people where id = 1) q;
--| ANN	11
select q.`a b` + 1, q.`select` from (select id as `a b`, name as `select` from people) q;
--| 2	ann
--| 3	bob
select nosuch from people;
--! `nosuch`
select p.nosuch from people p;
--! `nosuch`
select x.id from people p;
--! `x`
-- Once a table has an alias, its own name is not visible.
select people.id from people p;
--! `people`
select id from nosuchtable;
--! `nosuchtable`
