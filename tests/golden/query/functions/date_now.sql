-- current_date and current_timestamp are the same throughout a statement (Hive UDF wiki). The golden files' clock stands at
-- 2009-12-13 00:00:00 UTC.
select current_date, current_timestamp, current_date(), unix_timestamp();
--| 2009-12-13	2009-12-13 00:00:00	2009-12-13	1260662400
select year(current_date), current_date = to_date(current_timestamp);
--| 2009	true
