-- RENAME PARTITION gives a partition other values, with its rows (LanguageManual DDL, "Rename Partition").
create table t (a int) partitioned by (p string, q int);
insert into t values (1, 'x', 1), (2, 'y', 1);
alter table t partition (p = 'x', q = 1) rename to partition (p = 'x', q = 9);
select * from t;
--| 1	x	9
--| 2	y	1
alter table t partition (p = 'x', q = 9) rename to partition (p = 'y', q = 1);
--! p=y/q=1
alter table t partition (p = 'nosuch', q = 1) rename to partition (p = 'z', q = 1);
--! nosuch
alter table t partition (p = 'x', q = 9) rename to partition (p = 'a b', q = 9);
select a from t where p = 'a b';
--| 1
