-- Partition keys come last in `select *`, and only keys may be named in a partition specification (LanguageManual DDL).
create table t (b int, a int) partitioned by (y string, x int);
insert into t partition (x = 1, y = 'q') values (10, 20);
select * from t;
--| 10	20	q	1
select x, y, a, b from t;
--| 1	q	20	10
describe t;
--| b                   	int                 	                    
--| a                   	int                 	                    
--| y                   	string              	                    
--| x                   	int                 	                    
--| 	 	 
--| # Partition Information	 	 
--| # col_name            	data_type           	comment             
--| y                   	string              	                    
--| x                   	int                 	                    
