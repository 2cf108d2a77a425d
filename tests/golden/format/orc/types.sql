-- The primitive types go into ORC and come back (LanguageManual ORC).
create table t (a tinyint, b smallint, c int, d bigint, e float, f double, h boolean, i string,
  j varchar(5), k char(4), l date, m timestamp) stored as orc;
insert into t select cast(1 as tinyint), cast(2 as smallint), 3, 4L, cast(1.5 as float), 2.25D,
  true, 'text', 'varch', 'ab', date '2009-12-13',
  timestamp '2009-12-13 07:05:09.123456';
insert into t values (-128, -32768, -2147483648, -9223372036854775808, -2.5, 1e300, false, '', '', '', '1900-01-01',
  '1969-12-31 23:59:58.5');
insert into t select null, null, null, null, null, null, null, null, null, null, null, null;
select a, b, c, d, e, f, h, i, j, concat('[', k, ']'), l, m from t;
--| 1	2	3	4	1.5	2.25	true	text	varch	[ab]	2009-12-13	2009-12-13 07:05:09.123456
--| -128	-32768	-2147483648	-9223372036854775808	-2.5	1.0E300	false			[]	1900-01-01	1969-12-31 23:59:58.5
--| NULL	NULL	NULL	NULL	NULL	NULL	NULL	NULL	NULL	NULL	NULL	NULL
