-- An external table's files are the user's: DROP forgets the table and leaves them, and a new table finds them again
-- (LanguageManual DDL, "External Tables"). A directory that isn't there is an error that names it.
create external table words (freq int, word string) row format delimited fields terminated by '\t'
location '${hivevar:root}/words';
select * from words;
--! data/words
load data local inpath '${hivevar:data}/words.tsv' into table words;
select word from words where freq > 5;
--| of
--| the
drop table words;
select * from words;
--! words
create external table again (freq int, word string) row format delimited fields terminated by '\t'
location '${hivevar:root}/words';
select count(*) from again;
--| 3
truncate table again;
--! external
select count(*) from again;
--| 3
