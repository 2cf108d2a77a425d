-- RegexSerDe: input.regex.case.insensitive; a regex that matches only a part of the line doesn't match; a group that took
-- no part is NULL (RegexSerDe; Matcher.matches).
create external table a (w string) row format serde 'org.apache.hadoop.hive.serde2.RegexSerDe'
with serdeproperties ('input.regex' = '.* get (.*) 200 .*', 'input.regex.case.insensitive' = 'true')
location '${hivevar:root}/t';
dfs -put ${hivevar:data}/access.log ${hivevar:root}/t/access.log;
select w from a where w is not null;
--| /index.html
--| /big
create external table b (w string) row format serde 'org.apache.hadoop.hive.serde2.RegexSerDe'
with serdeproperties ('input.regex' = '(GET)') location '${hivevar:root}/t';
select count(*), count(w) from b;
--| 4	0
create external table c (get string, post string) row format serde 'org.apache.hadoop.hive.serde2.RegexSerDe'
with serdeproperties ('input.regex' = '\\S+ (?:(GET)|(POST)) .*') location '${hivevar:root}/t';
select * from c;
--| GET	NULL
--| NULL	POST
--| NULL	NULL
--| GET	NULL
create external table d (x string) row format serde 'org.apache.hadoop.hive.serde2.RegexSerDe'
with serdeproperties ('input.regex' = '(unclosed') location '${hivevar:root}/t';
select * from d;
--! unclosed
