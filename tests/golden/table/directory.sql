-- A table is a directory: every file in it is data, whatever its name, except those that begin with `_` or `.`; a file
-- added later is seen at once (Hadoop's hiddenFileFilter, FileUtils.HIDDEN_FILES_PATH_FILTER).
create external table words (n int, w string) row format delimited fields terminated by '\t'
location '${hivevar:root}/words';
dfs -put ${hivevar:data}/words.tsv ${hivevar:root}/words/part-00000;
dfs -put ${hivevar:data}/words.tsv ${hivevar:root}/words/_SUCCESS;
dfs -put ${hivevar:data}/words.tsv ${hivevar:root}/words/.words.tsv.crc;
dfs -put ${hivevar:data}/words.tsv ${hivevar:root}/words/_temporary/0/words.tsv;
select count(*) from words;
--| 3
dfs -put ${hivevar:data}/more_words.tsv ${hivevar:root}/words/more.words.bak;
select count(*), sum(n) from words;
--| 5	25
dfs -touchz ${hivevar:root}/words/empty.txt;
select count(*) from words;
--| 5
