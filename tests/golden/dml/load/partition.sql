-- LOAD DATA into a partition makes it if need be; a partitioned table needs the partition said (LanguageManual DML).
create table words (n int, w string) partitioned by (day string) row format delimited fields terminated by '\t';
load data local inpath '${hivevar:data}/words.tsv' into table words;
--! partition
load data local inpath '${hivevar:data}/words.tsv' into table words partition (day = 'mon');
load data local inpath '${hivevar:data}/more_words.tsv' into table words partition (day = 'tue');
select day, sum(n) from words group by day;
--| mon	22
--| tue	3
load data local inpath '${hivevar:data}/more_words.tsv' overwrite into table words partition (day = 'mon');
select * from words where day = 'mon';
--| 2	a	mon
--| 1	to	mon
show partitions words;
--| day=mon
--| day=tue
