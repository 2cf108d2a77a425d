-- Keys of two types meet in their common type: int and string as doubles, int and bigint as bigint (FunctionRegistry.getCommonClassForComparison).
create table n (i int, l bigint);
create table s (t string);
insert into n values (1, 1), (2, 20);
insert into s values ('1'), ('2.0'), ('x');
select i, t from n join s on i = t;
--| 1	1
--| 2	2.0
select a.i, b.l from n a join n b on a.i = b.l;
--| 1	1
