-- Our own SerDe property `multiline` of OpenCSVSerde: line ends in quotes are part of the field. Without it a row is a line, as
-- in Hive, and a field that is begun there is lost.
create external table t (id int, text string) row format serde 'org.apache.hadoop.hive.serde2.OpenCSVSerde'
with serdeproperties ('multiline' = 'true') location '${hivevar:root}/t'
tblproperties ('skip.header.line.count' = '1');
dfs -put ${hivevar:data}/quoted_lines.csv ${hivevar:root}/t/quoted_lines.csv;
select id, replace(text, '\n', '/') from t;
--| 1	one/two
--| 2	said "yes//no"
--| 3	plain
select count(*) from t;
--| 3
create table w (id int, text string) row format serde 'org.apache.hadoop.hive.serde2.OpenCSVSerde'
with serdeproperties ('multiline' = 'true');
insert into w select * from t;
select id from w where text like '%\ntwo';
--| 1
create external table l (id string, text string) row format serde 'org.apache.hadoop.hive.serde2.OpenCSVSerde'
location '${hivevar:root}/l' tblproperties ('skip.header.line.count' = '1');
dfs -put ${hivevar:data}/quoted_lines.csv ${hivevar:root}/l/quoted_lines.csv;
select id, text is null from l where id = '1';
--| 1	true
select count(*) from l;
--| 6
