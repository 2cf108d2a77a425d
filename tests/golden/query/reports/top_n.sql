-- The best two of each group, by row_number in a subquery and by QUALIFY.
create table sales (shop string, item string, n int);
insert into sales values ('x', 'a', 5), ('x', 'b', 9), ('x', 'c', 1), ('y', 'a', 2), ('y', 'b', 2), ('z', 'a', 7);
select shop, item, n from (
  select shop, item, n, row_number() over (partition by shop order by n desc, item) as r from sales) q
where r <= 2 order by shop, n desc, item;
--| x	b	9
--| x	a	5
--| y	a	2
--| y	b	2
--| z	a	7
select shop, item from sales qualify rank() over (partition by shop order by n desc) = 1;
--| x	b
--| y	a
--| y	b
--| z	a
select shop, max(named_struct('n', n, 'item', item)).item from sales group by shop order by shop;
--| x	b
--| y	b
--| z	a
