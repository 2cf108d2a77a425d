-- from_utc_timestamp and to_utc_timestamp move a time to a zone and back, with its summer time (Hive UDF wiki, "Date Functions"): Los
-- Angeles is 8 hours behind UTC in December, 7 in July.
select from_utc_timestamp('2009-12-13 00:00:00', 'America/Los_Angeles'), to_utc_timestamp('2009-07-01 00:00:00', 'America/Los_Angeles');
--| 2009-12-12 16:00:00	2009-07-01 07:00:00
select from_utc_timestamp(timestamp '2009-12-13 10:00:00', 'UTC'), from_utc_timestamp('2009-12-13 00:00:00', 'Asia/Kolkata'), from_utc_timestamp(null, 'UTC');
--| 2009-12-13 10:00:00	2009-12-13 05:30:00	NULL
