-- INSERT OVERWRITE … PARTITION (…) IF NOT EXISTS does nothing if the partition is there (LanguageManual DML).
create table t (a int) partitioned by (p string);
insert overwrite table t partition (p = 'x') if not exists select 1;
insert overwrite table t partition (p = 'x') if not exists select 2;
select * from t;
--| 1	x
insert overwrite table t partition (p = 'y') if not exists select 3;
select * from t;
--| 1	x
--| 3	y
