-- CREATE TABLE LIKE takes the columns, partition keys and row format, not the rows; LIKE of an external table is a
-- managed one unless EXTERNAL is said (LanguageManual DDL, "Create Table Like").
create table src (a int comment 'first', b string) partitioned by (p string) row format delimited fields terminated by '|';
insert into src partition (p = 'x') values (1, 'one');
create table copy like src;
describe copy;
--| a                   	int                 	first               
--| b                   	string              	                    
--| p                   	string              	                    
--| 	 	 
--| # Partition Information	 	 
--| # col_name            	data_type           	comment             
--| p                   	string              	                    
select * from copy;
show partitions copy;
create external table like_out like src location '${hivevar:root}/like_out';
insert into like_out partition (p = 'y') select a, b from src;
dfs -cat ${hivevar:root}/like_out/p=y/*;
--| 1|one
drop table like_out;
dfs -cat ${hivevar:root}/like_out/p=y/*;
--| 1|one
create table copy like src;
--! already exists
create table if not exists copy like src;
create table of_nothing like nosuch;
--! nosuch
