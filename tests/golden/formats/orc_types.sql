-- Every type goes into an ORC file and comes back, NULL at any depth included (LanguageManual ORC; the types are those of the
-- ORC v1 specification, chapter "Types").
create table flat (b boolean, t tinyint, s smallint, i int, l bigint, f float, d double, c char(4), v varchar(3), x binary,
  day date, at timestamp) stored as orc;
insert into flat values
  (true, 1, 2, 3, 4, 1.5, 2.5, 'ab', 'abc', 'xyz', '2020-02-29', '2020-02-29 12:34:56.789'),
  (null, null, null, null, null, null, null, null, null, null, null, null),
  (false, -128, -32768, -2147483648, -9223372036854775808, -0.5, 1e300, '', '', '', '0001-01-01', '1960-01-01 00:00:00.5');
select * from flat order by i;
--| false	-128	-32768	-2147483648	-9223372036854775808	-0.5	1.0E300	    			0001-01-01	1960-01-01 00:00:00.5
--| true	1	2	3	4	1.5	2.5	ab  	abc	xyz	2020-02-29	2020-02-29 12:34:56.789
--| NULL	NULL	NULL	NULL	NULL	NULL	NULL	NULL	NULL	NULL	NULL	NULL
create table decimals (small decimal(5,2), big decimal(38,10)) stored as orc;
insert into decimals values (123.45, 1234567890123456789012345678.0123456789), (-0.01, null), (null, -1);
select * from decimals order by small;
--| -0.01	NULL
--| 123.45	1234567890123456789012345678.0123456789
--| NULL	-1.0000000000
create table nested (n int, a array<int>, m map<string,decimal(4,1)>, s struct<x:int,y:array<struct<z:string>>>) stored as orc;
insert into nested
  select 1, array(1, null, 3), map('k', 1.5), named_struct('x', 7, 'y', array(named_struct('z', 'p'), named_struct('z', 'q')));
insert into nested (n) values (2);
insert into nested select 3, a, m, s from nested where n = 1;
select * from nested order by n;
--| 1	[1,null,3]	{"k":1.5}	{"x":7,"y":[{"z":"p"},{"z":"q"}]}
--| 2	NULL	NULL	NULL
--| 3	[1,null,3]	{"k":1.5}	{"x":7,"y":[{"z":"p"},{"z":"q"}]}
select n, size(a), s.y[1].z, m['k'] + 1 from nested where s.x = 7 order by n;
--| 1	3	q	2.5
--| 3	3	q	2.5
-- A column that is NULL in all rows has no bytes.
create table empty stored as orc as select cast(null as string) c, cast(null as decimal(3,1)) d, cast(null as array<int>) e;
select * from empty;
--| NULL	NULL	NULL
