-- Reading a web server's log lines with regexp_extract, and counting by day, path and status: the sums are counted by hand.
create table lines (line string);
insert into lines values
  ('10.0.0.1 - - [13/Dec/2009:10:15:30 +0000] "GET /a?x=1 HTTP/1.1" 200 512'),
  ('10.0.0.2 - - [13/Dec/2009:10:59:59 +0000] "GET /b HTTP/1.1" 404 0'),
  ('10.0.0.1 - - [13/Dec/2009:11:00:00 +0000] "POST /a HTTP/1.1" 200 100'),
  ('10.0.0.1 - - [14/Dec/2009:00:00:01 +0000] "GET /a HTTP/1.0" 500 7'),
  ('not a log line');
create view hits as
select regexp_extract(line, '^(\\S+)', 1) as host,
  unix_timestamp(regexp_extract(line, '\\[([^\\]]+)\\]', 1), 'dd/MMM/yyyy:HH:mm:ss Z') as at,
  split(regexp_extract(line, '"\\S+ (\\S+)', 1), '\\?')[0] as path,
  cast(regexp_extract(line, '" (\\d{3}) (\\d+)$', 1) as int) as status,
  cast(regexp_extract(line, '" (\\d{3}) (\\d+)$', 2) as bigint) as bytes
from lines where line rlike '^\\S+ \\S+ \\S+ \\[';
select count(*), sum(bytes), count(distinct host) from hits;
--| 4	619	2
select from_unixtime(at, 'yyyy-MM-dd HH') as h, count(*) from hits group by from_unixtime(at, 'yyyy-MM-dd HH') order by h;
--| 2009-12-13 10	2
--| 2009-12-13 11	1
--| 2009-12-14 00	1
select path, count(*) as n, sum(if(status = 200, 1, 0)), sum(case when status >= 500 then 1 else 0 end), max(bytes) from hits group by path order by n desc;
--| /a	3	2	1	512
--| /b	1	0	0	0
select status div 100 as class, count(*) from hits group by status div 100 having count(*) > 1;
--| 2	2
