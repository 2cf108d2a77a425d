-- TIMESTAMP WITH LOCAL TIME ZONE is an instant, printed in the session's zone (LanguageManual Types; TimestampTZ.toString).
select cast('2009-12-13 00:00:00 UTC' as timestamp with local time zone);
--| 2009-12-13 00:00:00.0 UTC
set time zone 'America/Los_Angeles';
select cast('2009-12-13 00:00:00 UTC' as timestamp with local time zone);
--| 2009-12-12 16:00:00.0 America/Los_Angeles
select cast(cast('2009-12-13 00:00:00 UTC' as timestamp with local time zone) as timestamp), cast('2009-12-13 00:00:00 UTC' as timestamp with local time zone) = cast('2009-12-13 01:00:00 Europe/Berlin' as timestamp with local time zone);
--| 2009-12-12 16:00:00	true
