-- A timestamp as a number is the seconds since 1970 in the session's zone, here UTC (UDFToLong, UDFToDouble).
select cast(timestamp '2009-12-13 00:00:00' as bigint), cast(timestamp '1970-01-01 00:00:01.5' as double), cast(timestamp '1970-01-01 00:00:01.5' as int);
--| 1260662400	1.5	1
