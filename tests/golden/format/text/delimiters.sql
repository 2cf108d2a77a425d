-- FIELDS, COLLECTION ITEMS and MAP KEYS TERMINATED BY (LanguageManual DDL, "Row Formats").
create table people (name string, colors array<string>, numbers map<string,int>, home struct<city:string,zip:int>)
row format delimited fields terminated by '|' collection items terminated by ';' map keys terminated by '=';
load data local inpath '${hivevar:data}/delimited.txt' into table people;
select * from people;
--| ann	["red","green"]	{"age":30,"size":170}	{"city":"Berlin","zip":10115}
--| bob	[]	{"age":null}	{"city":"Ulm","zip":null}
insert overwrite table people select 'eve', array('x', 'y'), map('k', 1), named_struct('city', 'Bonn', 'zip', 5);
create table as_lines (line string) location '${hivevar:root}/people';
insert overwrite directory '${hivevar:root}/people'
row format delimited fields terminated by '|' collection items terminated by ';' map keys terminated by '='
select * from people;
select * from as_lines;
--| eve|x;y|k=1|Bonn;5
