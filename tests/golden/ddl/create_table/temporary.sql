-- A temporary table hides a permanent one of its name until it is dropped (LanguageManual DDL, "Temporary Tables").
create table t (a int);
insert into t values (1);
create temporary table t (a int, b string);
insert into t values (2, 'two');
select * from t;
--| 2	two
show tables;
--| t
drop table t;
select * from t;
--| 1
create temporary table kept as select a + 1 as a from t;
select * from kept;
--| 2
create temporary table p (a int) partitioned by (x string);
insert into p partition (x = 'q') values (5);
select * from p where x = 'q';
--| 5	q
