-- Conditions on access logs, which the decoder tests, say what they say of other tables (docs/formats.md, "Access logs").
set time zone UTC;
dfs -put ${hivevar:data}/hits.log ${hivevar:root}/hits/a.log;
dfs -put ${hivevar:data}/hits.log.gz ${hivevar:root}/hits/b.log.gz;
create external table hits stored as accesslog location '${hivevar:root}/hits';
select host, status from hits where status = 500;
--| 10.0.0.2	500
select status from hits where path like '/api/%' and host in ('10.0.0.2', '10.0.0.3') order by status;
--| 200
--| 500
select status from hits where bytes is null order by status;
--| 201
--| NULL
select count(*) from hits where `user` is null;
--| 6
select status from hits where agent like '%("odd")';
--| 500
select status from hits where `time` >= '2026-08-01 10:00:01' and `time` < '2026-08-02' order by status;
--| 201
--| 500
select status from hits where `time` between timestamp '2026-08-01 10:30:00' and timestamp '2026-08-02 00:00:00' order by status;
--| 200
--| 201
select count(*) from hits where `time` is null;
--| 1
select count(*) from hits where `time` > date '2026-08-01';
--| 5
select count(*) from hits where to_date(`time`) = '2026-08-02';
--| 2
select path from hits where params['a'] = '1';
--| /api/x
select count(*) from hits where REJECTED__FIELD = 'user' and status is null;
--| 1
select host, `time` from hits order by `time` desc nulls last limit 1;
--| 10.0.0.3	2026-08-02 00:00:01.0 UTC
-- Of other types than the format's own.
create external table typed (status string, bytes double, `time` date, method char(4)) stored as accesslog location '${hivevar:root}/hits';
select status, bytes from typed where `time` = '2026-07-31' and bytes > 99.5 and status like '4%' and method = 'GET';
--| 404	1000.0
select count(*) from typed where `time` is not null;
--| 6
