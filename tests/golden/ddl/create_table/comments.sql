-- Comments of columns and of the table (LanguageManual DDL, "Create Table"; describe pads each cell to 20,
-- ShowUtils.ALIGNMENT).
create table t (
  id int comment 'the key',
  name string,
  `order` string comment 'a word of the language')
comment 'what it is for'
partitioned by (day date comment 'of the log');
describe t;
--| id                  	int                 	the key             
--| name                	string              	                    
--| order               	string              	a word of the language
--| day                 	date                	of the log          
--| 	 	 
--| # Partition Information	 	 
--| # col_name            	data_type           	comment             
--| day                 	date                	of the log          
show tblproperties t ('comment');
--| comment	what it is for
