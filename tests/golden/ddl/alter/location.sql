-- SET LOCATION points a table or one partition to other files and moves nothing (LanguageManual DDL, "Alter
-- Table/Partition Location").
create external table t (n int, w string) row format delimited fields terminated by '\t' location '${hivevar:root}/one';
create external table u (n int, w string) row format delimited fields terminated by '\t' location '${hivevar:root}/two';
load data local inpath '${hivevar:data}/words.tsv' into table t;
load data local inpath '${hivevar:data}/more_words.tsv' into table u;
select w from t where n < 5;
--| and
alter table t set location '${hivevar:root}/two';
select w from t;
--| a
--| to
create external table p (n int, w string) partitioned by (d string) row format delimited fields terminated by '\t';
alter table p add partition (d = '1') location '${hivevar:root}/one' partition (d = '2') location '${hivevar:root}/two';
select d, count(*) from p group by d;
--| 1	3
--| 2	2
alter table p partition (d = '1') set location '${hivevar:root}/two';
select d, count(*) from p group by d;
--| 1	2
--| 2	2
