-- A CTE before INSERT, and FROM a CTE into a table (LanguageManual Common Table Expression, "CTE in Views, CTAS, and
-- Insert Statements").
create table t (a int);
create table u (a int);
with q as (select 5 as a) insert into table t select a from q;
with q as (select a + 1 as a from t) from q insert overwrite table u select a;
create table v as with q as (select a * 2 as b from u) select b from q;
select * from t;
--| 5
select * from u;
--| 6
select b from v;
--| 12
