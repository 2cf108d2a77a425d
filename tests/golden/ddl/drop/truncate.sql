-- TRUNCATE removes all rows of a table or of the partitions named, and keeps the partitions (LanguageManual DDL,
-- "Truncate Table").
create table t (a int);
insert into t values (1), (2);
truncate table t;
select * from t;
insert into t values (3);
select * from t;
--| 3
create table p (a int) partitioned by (x int, y int);
insert into p partition (x = 1, y = 1) values (11);
insert into p partition (x = 1, y = 2) values (12);
insert into p partition (x = 2, y = 1) values (21);
truncate table p partition (x = 1, y = 2);
select * from p;
--| 11	1	1
--| 21	2	1
truncate p partition (x = 1);
select * from p;
--| 21	2	1
show partitions p;
--| x=1/y=1
--| x=1/y=2
--| x=2/y=1
truncate table p;
select count(*) from p;
--| 0
