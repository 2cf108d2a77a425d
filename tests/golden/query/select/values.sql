-- VALUES makes rows without a table: as TABLE(VALUES …) with names for its columns, or as a subquery, whose columns are col1, col2, …
-- (Hive's grammar, rules `virtualTableSource` and `valuesSource`, which become inline(array(struct(…)))).
select tf.s, tf.n + 1 from table(values (1, 'a'), (2, 'b')) as tf(n, s);
--| a	2
--| b	3
select col1, col2 from (values (1, 'x'), (null, 'y')) t;
--| 1	x
--| NULL	y
select max(n), count(n) from table(values (1), (2.5), (null)) as v(n);
--| 2.5	2
