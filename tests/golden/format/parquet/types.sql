-- Every type goes into Parquet and comes back (LanguageManual Types; Parquet page).
create table t (a tinyint, b smallint, c int, d bigint, e float, f double, g decimal(20,3), h boolean, i string,
  j varchar(5), k char(4), l date, m timestamp, n binary) stored as parquet;
insert into t select cast(1 as tinyint), cast(2 as smallint), 3, 4L, cast(1.5 as float), 2.25D,
  cast('12345678901234567.891' as decimal(20,3)), true, 'text', 'varch', 'ab', date '2009-12-13',
  timestamp '2009-12-13 07:05:09.123456', cast('bytes' as binary);
insert into t values (-128, -32768, -2147483648, -9223372036854775808, -0.0, 1e300, -0.001, false, '', '', '', '0001-01-01',
  '1969-12-31 23:59:59.999999', cast('' as binary));
insert into t select null, null, null, null, null, null, null, null, null, null, null, null, null, null;
select a, b, c, d, e, f, g, h, i, j, concat('[', k, ']'), l, m, n from t;
--| 1	2	3	4	1.5	2.25	12345678901234567.891	true	text	varch	[ab]	2009-12-13	2009-12-13 07:05:09.123456	bytes
--| -128	-32768	-2147483648	-9223372036854775808	0.0	1.0E300	-0.001	false			[]	0001-01-01	1969-12-31 23:59:59.999999	
--| NULL	NULL	NULL	NULL	NULL	NULL	NULL	NULL	NULL	NULL	NULL	NULL	NULL	NULL
select count(*) from t where l < '2000-01-01' and g < 0;
--| 1
