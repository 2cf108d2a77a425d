-- OpenCSVSerde: quotes may hold the separator and doubled quotes; all columns are strings whatever was declared
-- (LanguageManual CSV Serde, "treats all columns to be of type String"), though DESCRIBE shows what was declared
-- (hive.serdes.using.metastore.for.schema names it).
create table t (id int, b string, c string) row format serde 'org.apache.hadoop.hive.serde2.OpenCSVSerde';
load data local inpath '${hivevar:data}/quoted.csv' into table t;
select * from t;
--| 1	one, and two	x
--| 2	say "hi"	y
--| 3	plain	
--| 4		z
select id + 1, c = '' from t where b = 'plain';
--| 4.0	true
describe t;
--| id                  	int                 	                    
--| b                   	string              	                    
--| c                   	string              	                    
