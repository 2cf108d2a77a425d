-- ADD PARTITION makes partitions that are empty or lie elsewhere; a second one of the same values is an error, or with
-- IF NOT EXISTS nothing (LanguageManual DDL, "Add Partitions").
create table t (a int) partitioned by (p string, q int);
alter table t add partition (p = 'x', q = 1);
alter table t add partition (p = 'x', q = 1);
--! p=x/q=1
alter table t add if not exists partition (p = 'x', q = 1) partition (p = 'y', q = 2);
show partitions t;
--| p=x/q=1
--| p=y/q=2
alter table t add partition (p = 'z');
--! `q`
alter table t add partition (p = 'z', q = 1, r = 2);
--! `r`
alter table t add partition (p = 'z', q = 'word');
--! `q`
alter table t add partition (P = 'z', Q = '03');
show partitions t;
--| p=x/q=1
--| p=y/q=2
--| p=z/q=3
insert into t partition (p = 'x', q = 1) values (5);
select * from t;
--| 5	x	1
create table whole (a int);
alter table whole add partition (p = 1);
--! not partitioned
