-- DROP TABLE of what isn't there: by default (`hive.exec.drop.ignorenonexistent` = true) nothing happens, else it is an
-- error without IF EXISTS (LanguageManual DDL, "Drop Table"; DropTableAnalyzer).
drop table nosuch;
drop table if exists nosuch;
set hive.exec.drop.ignorenonexistent=false;
drop table nosuch;
--! nosuch
drop table if exists nosuch;
drop view nosuch;
--! nosuch
create table t (a int);
create view v as select * from t;
drop view t;
--! `t`
drop table v;
--! `v`
drop table t purge;
show tables;
--| v
select * from v;
--! `default.t`
