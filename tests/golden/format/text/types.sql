-- The text form of each type; what is none of it, or out of range, is NULL (LazyByte … LazyTimestamp, LazyHiveDecimal,
-- LazyHiveVarchar, LazyHiveChar). A timestamp's field needs a time of day: Timestamp.valueOf asks LocalDateTime.parse,
-- which a bare date can't satisfy.
create table typed (a boolean, b tinyint, c smallint, d int, e bigint, f float, g double, h decimal(10,2), i string,
  j varchar(4), k char(3), l date, m timestamp) row format delimited fields terminated by ',';
load data local inpath '${hivevar:data}/typed.txt' into table typed;
select * from typed;
--| true	1	2	3	4	1.5	2.25	3.14	text	abc	ab 	2009-12-13	2009-12-13 07:05:09.25
--| false	-128	-32768	-2147483648	-9223372036854775808	1000.0	-0.0	1.01		abcd	xyz	2009-02-03	NULL
--| NULL	NULL	NULL	NULL	NULL	NULL	NULL	NULL	NULL	NULL	NULL	NULL	NULL
