-- A date plus months is a date, plus days and hours a timestamp; the difference of two dates is an interval of days
-- (LanguageManual Types, "Intervals"; GenericUDFOPDTIPlus, GenericUDFOPDTIMinus). A month's last day stays within the month.
select date '2009-12-13' + interval '1' month, date '2009-01-31' + interval '1' month, date '2009-12-13' - interval '1-2' year to month, interval '1' year + date '2008-02-29';
--| 2010-01-13	2009-02-28	2008-10-13	2009-02-28
select date '2009-12-13' + interval '1' day, timestamp '2009-12-13 23:00:00' + interval '2' hour, timestamp '2009-12-13 00:00:00' - interval '1' second;
--| 2009-12-14 00:00:00	2009-12-14 01:00:00	2009-12-12 23:59:59
select date '2009-12-13' - date '2009-12-01', timestamp '2009-12-13 01:00:00' - timestamp '2009-12-12 00:30:00';
--| 12 00:00:00.000000000	1 00:30:00.000000000
select '2009-12-13' < current_date + interval '1' day, d + interval (n + 1) days from (select date '2009-12-13' as d, 2 as n) q;
--| true	2009-12-16 00:00:00
