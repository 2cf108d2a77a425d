-- PARTITION (k = value): the rows go there, and OVERWRITE replaces that partition only; the value is converted to the
-- key's type (LanguageManual DML).
create table t (a int) partitioned by (d date, n int);
insert into t partition (d = '2009-12-13', n = 1) values (1), (2);
insert into t partition (d = '2009-12-13', n = 2) values (3);
insert into table t partition (d = date '2009-12-14', n = '01') select 4;
select * from t;
--| 1	2009-12-13	1
--| 2	2009-12-13	1
--| 3	2009-12-13	2
--| 4	2009-12-14	1
insert overwrite table t partition (n = 1, d = '2009-12-13') select 9;
select * from t where n = 1;
--| 9	2009-12-13	1
--| 4	2009-12-14	1
show partitions t;
--| d=2009-12-13/n=1
--| d=2009-12-13/n=2
--| d=2009-12-14/n=1
insert overwrite table t partition (d = '2009-12-13', n = 2) select a from t where false;
select count(*) from t where n = 2;
--| 0
insert into t partition (d = '2009-12-13') values (1);
--! `n`
insert into t partition (d = '2009-12-13', nosuch = 2) values (1);
--! nosuch
