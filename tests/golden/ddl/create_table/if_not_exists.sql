-- A second CREATE of the same name is an error, or with IF NOT EXISTS nothing at all: not even the columns count
-- (LanguageManual DDL, "Create Table").
create table t (a int);
insert into t values (1);
create table t (a int);
--! `default.t` already exists
create table if not exists t (b string, c string);
select * from t;
--| 1
create table if not exists t as select 'x' as y;
select * from t;
--| 1
create view t as select 1;
--! already exists
