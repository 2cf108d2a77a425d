-- What changed between two days' copies of a table, with a full join and null-safe comparison, and with set operations.
create table old (id int, v string);
create table new (id int, v string);
insert into old values (1, 'a'), (2, 'b'), (3, null), (4, 'd');
insert into new values (1, 'a'), (2, 'B'), (3, null), (5, 'e');
select coalesce(n.id, o.id) as id, case when o.id is null then 'added' when n.id is null then 'gone' else 'changed' end
from old o full outer join new n on o.id = n.id where not (o.v <=> n.v) or o.id is null or n.id is null order by id;
--| 2	changed
--| 4	gone
--| 5	added
select * from new except select * from old;
--| 2	B
--| 5	e
select count(*) from (select * from old intersect select * from new) q;
--| 2
