-- SHOW PARTITIONS lists by name, all or those of a part of the key (LanguageManual DDL, "Show Partitions").
create table t (a int) partitioned by (day date, hour int);
alter table t add partition (day = '2009-12-14', hour = 3) partition (day = '2009-12-13', hour = 11)
  partition (day = '2009-12-13', hour = 2);
show partitions t;
--| day=2009-12-13/hour=11
--| day=2009-12-13/hour=2
--| day=2009-12-14/hour=3
show partitions t partition (day = '2009-12-13');
--| day=2009-12-13/hour=11
--| day=2009-12-13/hour=2
show partitions t partition (hour = 3);
--| day=2009-12-14/hour=3
show partitions t partition (day = '2009-12-15');
show partitions t where day > '2009-12-13';
--| day=2009-12-14/hour=3
show partitions t partition (nosuch = 1);
--! nosuch
create table whole (a int);
show partitions whole;
--! not partitioned
