-- A view is a query with a name: it sees new rows, may give its columns names and comments, and may stand on other views
-- (LanguageManual DDL, "Create View").
create table t (k int, v string);
insert into t values (1, 'a'), (2, 'b');
create view v (number comment 'its key', word) comment 'all of it' as select k, upper(v) from t;
describe v;
--| number              	int                 	its key             
--| word                	string              	                    
select * from v;
--| 1	A
--| 2	B
insert into t values (3, 'c');
select word from v where number > 2;
--| C
create view big as select * from v where number >= 2;
select count(*), max(big.word) from big;
--| 2	C
select a.number, b.word from v a join big b on a.number + 1 = b.number;
--| 1	B
--| 2	C
create view v as select 1;
--! already exists
create view if not exists v as select 1;
select count(*) from v;
--| 3
create view bad (x, y) as select k from t;
--! 2 columns
create view bad as select nosuch from t;
--! nosuch
insert into v values (1, 'x');
--! view
