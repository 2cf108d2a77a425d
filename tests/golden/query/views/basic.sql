-- A view is a named query, expanded when used: it sees rows added later, but `*` stands for the columns of its birth
-- (LanguageManual DDL, "Create View").
create table t (a int, b string);
insert into t values (1, 'x');
create view v as select * from t;
create view w (n, twice) as select a, a * 2 from t where a > 1;
insert into t values (2, 'y');
select * from v;
--| 1	x
--| 2	y
select n, twice from w;
--| 2	4
select v.b, w.twice from v join w on v.a = w.n;
--| y	4
alter table t add columns (c int);
select * from v where a = 1;
--| 1	x
create view v as select 1;
--! already exists
create or replace view v as select b from t;
select * from v;
--| x
--| y
drop view v;
select * from v;
--! `v`
