-- LOAD DATA without LOCAL moves the file from where it lies on the storage (LanguageManual DML: "the files are moved").
create table words (n int, w string) row format delimited fields terminated by '\t';
dfs -put ${hivevar:data}/words.tsv ${hivevar:root}/incoming/words.tsv;
load data inpath '${hivevar:root}/incoming/words.tsv' into table words;
select count(*) from words;
--| 3
load data inpath '${hivevar:root}/incoming/words.tsv' into table words;
--! words.tsv
dfs -test -e ${hivevar:root}/incoming/words.tsv;
--! not so
dfs -put ${hivevar:data}/words.tsv ${hivevar:root}/incoming2/a.tsv;
dfs -put ${hivevar:data}/more_words.tsv ${hivevar:root}/incoming2/b.tsv;
load data inpath '${hivevar:root}/incoming2' overwrite into table words;
select count(*) from words;
--| 5
