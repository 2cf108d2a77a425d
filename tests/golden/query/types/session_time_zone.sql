-- The session's zone moves what is "now" and the epoch, not timestamps in themselves (HiveConf hive.local.time.zone;
-- GenericUDFCurrentTimestamp, GenericUDFFromUnixTime). Kolkata is 5:30 ahead of UTC.
set time zone 'Asia/Kolkata';
select from_unixtime(0), unix_timestamp('1970-01-01 05:30:00'), current_timestamp, timestamp '2009-12-13 00:00:00';
--| 1970-01-01 05:30:00	0	2009-12-13 05:30:00	2009-12-13 00:00:00
select current_date, date_add(current_date, 1), to_date(from_unixtime(1260662400 - 1));
--| 2009-12-13	2009-12-14	2009-12-13
set time zone 'Nowhere/AtAll';
--! Nowhere
