-- INSERT with a list of columns gives the others NULL (LanguageManual DML: "column list", HIVE-9481).
create table t (a int, b string, c double);
insert into t (c, a) values (1.5, 1);
insert into t (B) select 'only b';
insert into table t (a, b, c) values (2, 'all', 2.5);
select * from t;
--| 1	NULL	1.5
--| NULL	only b	NULL
--| 2	all	2.5
insert into t (a, nosuch) values (1, 2);
--! nosuch
insert into t (a, b) values (1);
--! columns
insert into t (a, A) values (1, 2);
--! twice
create table p (a int, b int) partitioned by (d string);
insert into p partition (d = 'x') (b) values (5);
insert into p (d, a) values ('y', 6);
select * from p;
--| NULL	5	x
--| 6	NULL	y
