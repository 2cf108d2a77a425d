-- trunc cuts a date down to its month, quarter or year, floor a timestamp to any unit (Hive UDF wiki, "Date Functions").
select trunc('2009-02-12', 'MM'), trunc('2017-03-15', 'Q'), trunc('2015-10-27', 'YEAR'), trunc(date '2009-12-13', 'MON');
--| 2009-02-01	2017-01-01	2015-01-01	2009-12-01
select floor(timestamp '2009-12-13 01:02:03' to year), floor(timestamp '2009-12-13 01:02:03' to month), floor(timestamp '2009-12-13 01:02:03' to hour);
--| 2009-01-01 00:00:00	2009-12-01 00:00:00	2009-12-13 01:00:00
select floor(timestamp '2009-11-13 01:02:03' to quarter), floor(timestamp '2009-12-13 01:02:03' to week), floor(timestamp '2009-12-13 01:02:03' to day);
--| 2009-10-01 00:00:00	2009-12-07 00:00:00	2009-12-13 00:00:00
