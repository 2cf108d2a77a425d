-- RENAME TO moves a managed table with its rows and partitions, also to another database (LanguageManual DDL, "Rename
-- Table").
create table a (n int) partitioned by (p string);
insert into a partition (p = 'x') values (1);
alter table a rename to b;
show tables;
--| b
select * from b;
--| 1	x
insert into b partition (p = 'y') values (2);
select * from b;
--| 1	x
--| 2	y
select * from a;
--! a
create table a (n int);
alter table a rename to b;
--! already exists
create database other;
alter table b rename to other.c;
select n from other.c;
--| 1
--| 2
