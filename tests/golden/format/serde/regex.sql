-- RegexSerDe: a line is matched whole, its groups are the columns; a line that doesn't match is a row of NULLs, and so is
-- a group that is no number (RegexSerDe.deserialize).
create table log (host string, method string, path string, status int, bytes bigint)
row format serde 'org.apache.hadoop.hive.serde2.RegexSerDe'
with serdeproperties ('input.regex' = '(\\S+) (\\S+) (\\S+) (\\d+) (\\S+)');
load data local inpath '${hivevar:data}/access.log' into table log;
select * from log;
--| 10.0.0.1	GET	/index.html	200	512
--| 10.0.0.2	POST	/form	302	NULL
--| NULL	NULL	NULL	NULL	NULL
--| 10.0.0.1	GET	/big	200	70000
select host, sum(bytes) from log where status = 200 group by host;
--| 10.0.0.1	70512
insert into log values ('x', 'y', 'z', 1, 2);
--! RegexSerDe
