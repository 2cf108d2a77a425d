-- Contrib's RegexSerDe writes by output.format.string, a java.util.Formatter string, and has string columns only.
create external table t (host string, what string) row format serde 'org.apache.hadoop.hive.contrib.serde2.RegexSerDe'
with serdeproperties ('input.regex' = '(\\S+) \\[(.*)\\]', 'output.format.string' = '%1$s [%2$s]')
location '${hivevar:root}/t';
insert into t values ('h', 'a b'), ('i', null);
create external table lines (line string) location '${hivevar:root}/t';
select * from lines order by line;
--| h [a b]
--| i [null]
select * from t where host = 'h';
--| h	a b
create table u (host string) row format serde 'org.apache.hadoop.hive.contrib.serde2.RegexSerDe'
with serdeproperties ('input.regex' = '(.*)');
insert into u values ('x');
--! output.format.string
create table v (n int) row format serde 'org.apache.hadoop.hive.contrib.serde2.RegexSerDe'
with serdeproperties ('input.regex' = '(.*)');
select * from v;
insert into v values (1);
--! accepts string columns only
-- Hive's own wants a group for each column (clientnegative/serde_regex2.q).
create external table w (host string) row format serde 'org.apache.hadoop.hive.serde2.RegexSerDe'
with serdeproperties ('input.regex' = '(\\S+) (.*)') location '${hivevar:root}/t';
select host from w;
--! a group for each column
