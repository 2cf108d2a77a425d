-- INPUT__FILE__NAME is the file that a row comes from (LanguageManual VirtualColumns).
create external table words (n int, w string) row format delimited fields terminated by '\t'
location '${hivevar:root}/words';
dfs -put ${hivevar:data}/words.tsv ${hivevar:root}/words/one.tsv;
dfs -put ${hivevar:data}/more_words.tsv ${hivevar:root}/words/two.tsv;
select regexp_extract(input__file__name, '[^/]*$', 0) as file, count(*) from words group by input__file__name;
--| one.tsv	3
--| two.tsv	2
