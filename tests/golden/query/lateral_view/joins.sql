-- A LATERAL VIEW belongs to the table before it; joins can stand before and after (Hive's grammar, rule `joinSourcePart`).
create table u (id int, name string);
insert into u values (1, 'one'), (2, 'two'), (3, 'three');
select x, name from (select array(1, 3) as xs) t lateral view explode(xs) e as x join u on e.x = u.id;
--| 1	one
--| 3	three
select name, w from u join (select 2 as id) v on u.id = v.id lateral view explode(split('p q', ' ')) e as w;
--| two	p
--| two	q
select id, count(w) from u lateral view outer explode(if(id = 2, array('a', 'b'), null)) e as w group by id;
--| 1	0
--| 2	2
--| 3	0
