-- Two kinds of interval: of months, and of days down to nanoseconds (LanguageManual Types, "Intervals"; HiveIntervalYearMonth and
-- HiveIntervalDayTime.toString).
select interval '1-2' year to month, interval '1 02:03:04.5' day to second, interval '3' day, interval '14' month, interval '-1' day;
--| 1-2	1 02:03:04.500000000	3 00:00:00.000000000	1-2	-1 00:00:00.000000000
select interval '1' year + interval '2' month, interval '1' day + interval '2' hour, interval '1' day - interval '1' minute, -interval '1' month;
--| 1-2	1 02:00:00.000000000	0 23:59:00.000000000	-0-1
select interval '12' month = interval '1' year, interval '25' hour > interval '1' day;
--| true	true
