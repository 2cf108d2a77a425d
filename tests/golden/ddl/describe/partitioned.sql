-- DESCRIBE of a partitioned table: the keys stand among the columns and again below a title; DESCRIBE FORMATTED has the
-- keys below the title only (describe_syntax.q.out). A database before the name is no difference.
create database db1;
create table db1.t1 (key1 int, value1 string) partitioned by (ds string, part string);
describe db1.t1;
--| key1                	int                 	                    
--| value1              	string              	                    
--| ds                  	string              	                    
--| part                	string              	                    
--| 	 	 
--| # Partition Information	 	 
--| # col_name            	data_type           	comment             
--| ds                  	string              	                    
--| part                	string              	                    
use db1;
desc t1;
--| key1                	int                 	                    
--| value1              	string              	                    
--| ds                  	string              	                    
--| part                	string              	                    
--| 	 	 
--| # Partition Information	 	 
--| # col_name            	data_type           	comment             
--| ds                  	string              	                    
--| part                	string              	                    
describe t1 partition (ds = '1', part = '2');
--! ds=1
alter table t1 add partition (ds = '1', part = '2');
describe t1 partition (ds = '1', part = '2');
--| key1                	int                 	                    
--| value1              	string              	                    
--| ds                  	string              	                    
--| part                	string              	                    
--| 	 	 
--| # Partition Information	 	 
--| # col_name            	data_type           	comment             
--| ds                  	string              	                    
--| part                	string              	                    
describe nosuch;
--! nosuch
