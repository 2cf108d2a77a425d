-- INSERT OVERWRITE replaces all rows, INSERT INTO adds; a table may be overwritten from itself (LanguageManual DML,
-- "Inserting data into Hive Tables from queries").
create table t (a int);
insert into t values (1), (2);
insert into t select a + 10 from t;
select * from t;
--| 1
--| 2
--| 11
--| 12
insert overwrite table t select a * 2 from t where a > 2;
select * from t;
--| 22
--| 24
insert overwrite table t values (5);
select * from t;
--| 5
insert overwrite table t select a from t where false;
select count(*) from t;
--| 0
insert overwrite table t select nosuch from t;
--! nosuch
