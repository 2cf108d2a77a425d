-- OpenCSVSerde's separatorChar, quoteChar and escapeChar, and a header left out (LanguageManual CSV Serde).
create table t (a string, b string, c string) row format serde 'org.apache.hadoop.hive.serde2.OpenCSVSerde'
with serdeproperties ('separatorChar' = '\;', 'quoteChar' = "'", 'escapeChar' = '\\');
load data local inpath '${hivevar:data}/semicolons.csv' into table t;
select * from t;
--| 1	a;b	x
--| 2	it's	y
create table h (id string, name string) row format serde 'org.apache.hadoop.hive.serde2.OpenCSVSerde'
tblproperties ('skip.header.line.count' = '2');
load data local inpath '${hivevar:data}/header.csv' into table h;
select * from h where name like '_';
--| 1	a
--| 2	b
--| 3	c
--| total	3
