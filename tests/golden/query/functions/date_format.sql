-- date_format and from_unixtime write patterns of Java's formatters; unix_timestamp reads them (Hive UDF wiki, "Date Functions").
-- The session's zone is UTC; 1260662400 is 2009-12-13 00:00:00 UTC (14591 days of 86400 s).
select date_format('2015-04-08', 'y'), date_format('2009-12-13 01:02:03', 'yyyy/MM/dd HH:mm'), date_format(date '2009-12-13', 'EEEE'), date_format('x', 'y');
--| 2015	2009/12/13 01:02	Sunday	NULL
select from_unixtime(0), from_unixtime(1260662400, 'yyyy-MM-dd'), from_unixtime(1260662400);
--| 1970-01-01 00:00:00	2009-12-13	2009-12-13 00:00:00
select unix_timestamp('2009-12-13 00:00:00'), unix_timestamp('13.12.2009', 'dd.MM.yyyy'), unix_timestamp('x', 'yyyy'), to_unix_timestamp('1970-01-02 00:00:00');
--| 1260662400	1260662400	NULL	86400
select to_date('2009-07-30 04:17:52'), to_date('x'), to_date(timestamp '2009-12-13 23:00:00');
--| 2009-07-30	NULL	2009-12-13
