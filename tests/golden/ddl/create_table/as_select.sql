-- CREATE TABLE AS SELECT: names and types come from the query, columns without a name are `_c0`… by their place
-- (LanguageManual DDL, "Create Table As Select").
create table src (k int, v string);
insert into src values (1, 'a'), (2, 'b'), (2, 'c');
create table counted as select k, count(*) as n, k / 2 as half, cast(k as decimal(5,1)) d from src group by k;
describe counted;
--| k                   	int                 	                    
--| n                   	bigint              	                    
--| half                	double              	                    
--| d                   	decimal(5,1)        	                    
select * from counted;
--| 1	1	0.5	1.0
--| 2	2	1.0	2.0
create table unnamed as select k, k + 1, concat(v, '!') from src where k = 1;
describe unnamed;
--| k                   	int                 	                    
--| _c1                 	int                 	                    
--| _c2                 	string              	                    
select `_c2` from unnamed;
--| a!
create table empty_one as select * from src where k > 5;
select count(*) from empty_one;
--| 0
create table bad as select nosuch from src;
--! nosuch
show tables like 'bad';
