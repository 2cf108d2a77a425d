-- ADD COLUMNS puts columns behind the others and before the partition keys; rows of before have NULL there
-- (LanguageManual DDL, "Add/Replace Columns").
create table t (a int) partitioned by (p string);
insert into t partition (p = 'old') values (1);
alter table t add columns (b string comment 'new', c double);
describe t;
--| a                   	int                 	                    
--| b                   	string              	new                 
--| c                   	double              	                    
--| p                   	string              	                    
--| 	 	 
--| # Partition Information	 	 
--| # col_name            	data_type           	comment             
--| p                   	string              	                    
select * from t;
--| 1	NULL	NULL	old
insert into t partition (p = 'new') values (2, 'two', 2.5);
select * from t;
--| 1	NULL	NULL	old
--| 2	two	2.5	new
alter table t add columns (A int);
--! `a`
alter table t add columns (p int);
--! `p`
