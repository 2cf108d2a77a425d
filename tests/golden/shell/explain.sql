-- EXPLAIN plans a statement and runs nothing; what can't be planned is an error (LanguageManual Explain).
create table t (a int);
insert into t values (1);
create table explained as select * from t where false;
-- The plan's text is skep's own, so it is kept out of the way.
explain select nosuch from t;
--! nosuch
explain insert into nosuch select 1;
--! nosuch
select * from t;
--| 1
