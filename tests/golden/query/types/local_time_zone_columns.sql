-- Columns of TIMESTAMP WITH LOCAL TIME ZONE in date functions, casts and comparisons: all mean the session's wall clock
-- (PrimitiveObjectInspectorUtils.getTimestamp and getDate, of TIMESTAMPLOCALTZ). New York is 4 hours behind UTC in summer.
set time zone UTC;
create table t (at timestamp with local time zone, seconds bigint, wall timestamp, said string);
insert into t values (cast('2026-08-01 02:30:15 UTC' as timestamp with local time zone), 1785551415, timestamp '2026-08-01 02:30:15', '2026-08-01 02:30:15');
select hour(at), to_date(at), cast(at as timestamp), unix_timestamp(at), from_unixtime(seconds), unix_timestamp(wall) from t;
--| 2	2026-08-01	2026-08-01 02:30:15	1785551415	2026-08-01 02:30:15	1785551415
set time zone 'America/New_York';
select at, cast(at as string), cast(at as timestamp), cast(at as date), cast(at as bigint) from t;
--| 2026-07-31 22:30:15.0 America/New_York	2026-07-31 22:30:15.0 America/New_York	2026-07-31 22:30:15	2026-07-31	1785551415
select year(at), month(at), day(at), hour(at), minute(at), second(at), to_date(at), quarter(at), dayofweek(at) from t;
--| 2026	7	31	22	30	15	2026-07-31	3	6
select date_format(at, 'yyyy-MM-dd HH:mm'), trunc(at, 'MM'), unix_timestamp(at), last_day(at), datediff(at, '2026-07-01'), date_add(at, 1), add_months(at, 1), floor_hour(at) from t;
--| 2026-07-31 22:30	2026-07-01	1785551415	2026-07-31	30	2026-08-01	2026-08-31	2026-07-31 22:00:00
-- The same of what other columns mean in the session's zone.
select from_unixtime(seconds), unix_timestamp(wall), unix_timestamp(said), cast(wall as timestamp with local time zone), cast(said as timestamp with local time zone) from t;
--| 2026-07-31 22:30:15	1785565815	1785565815	2026-08-01 02:30:15.0 America/New_York	2026-08-01 02:30:15.0 America/New_York
select at = '2026-07-31 22:30:15', at < '2026-08-01', at > timestamp '2026-07-31 22:30:14', at < date '2026-08-01', at between '2026-07-31' and '2026-08-01' from t;
--| true	true	true	true	true
select count(*) from t where at >= '2026-07-31 22:30:15' and at < '2026-07-31 22:30:16' and hour(at) = 22;
--| 1
select to_date(at), hour(at), count(*) from t group by to_date(at), hour(at);
--| 2026-07-31	22	1
