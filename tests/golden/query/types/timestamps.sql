-- A timestamp is printed without zeroes at the end of its fraction, without the fraction if there is none (LanguageManual Types,
-- "Timestamps"); as a number it is seconds since 1970, UTC being the zone here.
select timestamp '2009-12-13 01:02:03.120', timestamp '2009-12-13 01:02:03.000', cast('2009-12-13 1:2:3' as timestamp);
--| 2009-12-13 01:02:03.12	2009-12-13 01:02:03	2009-12-13 01:02:03
select max(ts), min(ts), count(distinct ts) from (select timestamp '2009-12-13 00:00:00' as ts union all select timestamp '2009-12-13 00:00:00.5' as ts) q;
--| 2009-12-13 00:00:00.5	2009-12-13 00:00:00	2
