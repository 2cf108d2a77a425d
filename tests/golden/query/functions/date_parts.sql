-- The parts of a date; weekofyear is ISO 8601's, dayofweek counts from Sunday = 1 (Hive UDF wiki, "Date Functions"). 13 December
-- 2009 was a Sunday, the last day of week 50.
select year('2009-12-13'), month('2009-12-13'), day('2009-12-13'), dayofmonth('2009-12-13'), quarter('2009-12-13'), weekofyear('2009-12-13'), dayofweek('2009-12-13');
--| 2009	12	13	13	4	50	1
select hour('2009-12-13 12:34:56'), minute('2009-12-13 12:34:56'), second('2009-12-13 12:34:56'), year(date '2010-01-01'), month(timestamp '2009-07-30 04:17:52');
--| 12	34	56	2010	7
select extract(year from date '2009-12-13'), extract(dayofweek from date '2009-12-14'), extract(hour from timestamp '2009-12-13 12:34:56');
--| 2009	2	12
select year('garbage'), year(cast(null as date)), weekofyear('1980-12-31 12:59:59'), weekofyear('2008-02-20');
--| NULL	NULL	1	8
