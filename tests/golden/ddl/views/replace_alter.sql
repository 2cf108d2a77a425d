-- CREATE OR REPLACE VIEW and ALTER VIEW … AS change the query; DROP VIEW forgets it and leaves the table
-- (LanguageManual DDL, "Alter View As Select", "Drop View").
create table t (k int, v string);
insert into t values (1, 'a');
create or replace view w as select k from t;
select * from w;
--| 1
create or replace view w as select v, k + 1 as next from t;
select * from w;
--| a	2
alter view w as select 'new' as x;
select * from w;
--| new
alter view w rename to w2;
select * from w2;
--| new
alter view t as select 1;
--! not a view
drop view w2;
select * from w2;
--! w2
drop view if exists w2;
select * from t;
--| 1	a
