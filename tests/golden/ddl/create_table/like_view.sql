-- CREATE TABLE LIKE of a view makes a table with the view's columns (LanguageManual DDL; create_like_view.q).
create table src (a int, b string);
create view v as select b as name, a * 2 as twice from src;
create table t like v;
describe t;
--| name                	string              	                    
--| twice               	int                 	                    
insert into t values ('x', 4);
select * from t;
--| x	4
