-- `select *` in a view means the columns of the day it was made, in the database it was made in (CREATE VIEW's
-- expanded text; LanguageManual DDL: "a view's schema is frozen at the time the view is created").
create database d;
use d;
create table t (a int);
insert into t values (1);
create view v as select * from t;
alter table t add columns (b string);
select * from v;
--| 1
use default;
select * from d.v;
--| 1
drop table d.t;
select * from d.v;
--! `d.t`
