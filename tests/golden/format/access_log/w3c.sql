-- W3C extended logs (https://www.w3.org/TR/WD-logfile.html): `#Fields:` says what the lines after it hold; such lines are no rows.
set time zone UTC;
dfs -put ${hivevar:data}/iis.log ${hivevar:root}/iis/a.log;
create external table iis stored as accesslog location '${hivevar:root}/iis';
select count(*) from iis;
--| 3
select host, method, path, query, status from iis;
--| 10.0.0.1	GET	/a	NULL	200
--| 10.0.0.2	GET	/b	q=1	404
--| 10.0.0.3	POST	/c	NULL	500
select cast(`time` as string) from iis where status = 500;
--| 2026-08-01 00:00:03.0 UTC
