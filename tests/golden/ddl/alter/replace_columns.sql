-- REPLACE COLUMNS changes what the table says of its files, never the files: a column left out is a field not read, and
-- taken back it is there again (LanguageManual DDL, "Add/Replace Columns").
create table t (a int, b string, c string) row format delimited fields terminated by ',';
insert into t values (1, 'x', '10');
alter table t replace columns (a int, b string);
select * from t;
--| 1	x
alter table t replace columns (first string, second string, third int);
select * from t;
--| 1	x	10
describe t;
--| first               	string              	                    
--| second              	string              	                    
--| third               	int                 	                    
