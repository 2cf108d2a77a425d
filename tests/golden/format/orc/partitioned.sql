-- A partitioned ORC table with conditions on columns and keys.
create table t (id int, v string) partitioned by (p string) stored as orc tblproperties ('orc.compress' = 'ZLIB');
insert into t values (1, 'a', 'x'), (2, 'b', 'x'), (3, 'c', 'y');
select * from t where p = 'x' and id > 1;
--| 2	b	x
insert overwrite table t partition (p = 'x') select 9, 'z';
select * from t;
--| 9	z	x
--| 3	c	y
