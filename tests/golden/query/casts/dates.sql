-- Text becomes a date by its first part; a day that doesn't exist is NULL (common.type.Date, strict resolver). A timestamp gives its
-- date, a date its midnight (LanguageManual Types, "Casting Dates").
select cast('2009-12-13' as date), cast('2009-1-2' as date), cast('2009-12-13 10:20:30' as date), cast('2009-02-30' as date), cast('x' as date);
--| 2009-12-13	2009-01-02	2009-12-13	NULL	NULL
select cast(timestamp '2009-12-13 23:59:59' as date), cast(date '2009-12-13' as timestamp);
--| 2009-12-13	2009-12-13 00:00:00
select cast('2009-12-13 01:02:03.25' as timestamp), cast('2009-12-13' as timestamp), cast('x' as timestamp);
--| 2009-12-13 01:02:03.25	2009-12-13 00:00:00	NULL
