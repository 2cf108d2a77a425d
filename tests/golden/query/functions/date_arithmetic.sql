-- Days and months added and counted; the last day of a month stays a last day (Hive UDF wiki, "Date Functions").
select date_add('2008-12-31', 1), date_sub('2008-12-31', 1), date_add('2009-02-28 23:00:00', 1), date_add(date '2009-12-13', -13);
--| 2009-01-01	2008-12-30	2009-03-01	2009-11-30
select datediff('2009-03-01', '2009-02-27'), datediff('2009-02-27', '2009-03-01'), datediff('2009-12-13 00:00:01', '2009-12-12 23:59:59');
--| 2	-2	1
select add_months('2009-08-31', 1), add_months('2009-02-28', 1), add_months('2009-12-13', -12), add_months('2017-12-31 14:15:16', 2, 'yyyy-MM-dd HH:mm:ss');
--| 2009-09-30	2009-03-31	2008-12-13	2018-02-28 14:15:16
select last_day('2009-01-12'), last_day('2008-02-01'), next_day('2015-01-14', 'TU'), next_day('2009-12-13', 'sunday');
--| 2009-01-31	2008-02-29	2015-01-20	2009-12-20
select months_between('1997-02-28 10:30:00', '1996-10-30'), months_between('2009-12-31', '2009-11-30'), months_between('2009-11-13', '2009-12-13');
--| 3.94959677	1.0	-1.0
select date_add(cast(null as date), 1), datediff('x', '2009-12-13'), last_day('x');
--| NULL	NULL	NULL
