-- CHANGE gives a column a name, a type, a comment and a place; a text file's fields go by place, so moving a column
-- alone changes what is read (LanguageManual DDL, "Change Column Name/Type/Position/Comment").
create table t (a int, b string, c int);
insert into t values (1, '2', 3);
alter table t change a a1 bigint;
describe t;
--| a1                  	bigint              	                    
--| b                   	string              	                    
--| c                   	int                 	                    
select a1 from t;
--| 1
alter table t change column a1 first_one string comment 'was a' after b;
describe t;
--| b                   	string              	                    
--| first_one           	string              	was a               
--| c                   	int                 	                    
select * from t;
--| 1	2	3
alter table t change column c c int first;
describe t;
--| c                   	int                 	                    
--| b                   	string              	                    
--| first_one           	string              	was a               
alter table t change nosuch x int;
--! nosuch
alter table t change b c string;
--! `c`
alter table t change b b int;
--! `b`
set hive.metastore.disallow.incompatible.col.type.changes=false;
alter table t change b b int;
select b from t;
--| 2
