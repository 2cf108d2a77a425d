-- Tables of access logs (docs/formats.md, "Access logs"): Hive has none. The columns come from the format, the format from the
-- files where nobody says; a line that doesn't fit keeps what does. mod_log_config: `-` is nothing, `\"` is a quote.
set time zone UTC;
dfs -put ${hivevar:data}/hits.log ${hivevar:root}/hits/a.log;
dfs -put ${hivevar:data}/hits.log.gz ${hivevar:root}/hits/b.log.gz;
create external table hits stored as accesslog location '${hivevar:root}/hits';
select host, status, bytes, method, path, query, agent from hits;
--| 10.0.0.1	200	100	GET	/	NULL	curl/8.0
--| 10.0.0.2	500	23	GET	/api/x	a=1&b=x+y	Mozilla/5.0 ("odd")
--| 10.0.0.1	201	NULL	POST	/api/y	NULL	curl/8.0
--| not	NULL	NULL	NULL	NULL	NULL	NULL
--| ::1	404	1000	GET	/z	NULL	NULL
--| 10.0.0.3	200	7	GET	/api/x	NULL	curl/8.0
--| 10.0.0.3	304	0	HEAD	/	NULL	curl/8.0
select count(*), sum(bytes) from hits;
--| 7	1130
select status_class, count(*), sum(bytes) from hits group by status_class order by status_class;
--| 2xx	3	107
--| 3xx	1	0
--| 4xx	1	1000
--| 5xx	1	23
--| NULL	1	NULL
select params['b'], size(params) from hits where status = 500;
--| x y	2
-- The same moment, whatever the log's clock says.
select path, cast(`time` as string), time_offset from hits where `time` = '2026-08-01 10:30:00 UTC';
--| /api/y	2026-08-01 10:30:00.0 UTC	+0200
-- The field that broke, of whole lines NULL; not in `*`. (Of `not a log line` it is the user: ` [` never ends it.)
select REJECTED__FIELD, count(*) from hits group by REJECTED__FIELD order by 1;
--| user	1
--| NULL	6
select h.rejected__field, INPUT__FILE__NAME like '%a.log', BLOCK__OFFSET__INSIDE__FILE from hits h where h.rejected__field is not null;
--| user	true	298
select line from (select * from hits) s;
--! line
-- Columns chosen by name, of types as one likes; the line too.
create external table few (status string, `time` timestamp, line string) stored as accesslog
with serdeproperties ('log.format' = 'combined') location '${hivevar:root}/hits';
select status, `time`, line from few where status = '201';
--| 201	2026-08-01 12:30:00	10.0.0.1 - - [01/Aug/2026:12:30:00 +0200] "POST /api/y HTTP/1.1" 201 - "-" "curl/8.0"
insert into hits select * from hits;
--! can't write
