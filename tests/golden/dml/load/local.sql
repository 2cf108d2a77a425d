-- LOAD DATA LOCAL copies a file: INTO adds to what is there, also under the same file name, OVERWRITE replaces
-- (LanguageManual DML, "Loading files into tables").
create table words (n int, w string) row format delimited fields terminated by '\t';
load data local inpath '${hivevar:data}/words.tsv' into table words;
select * from words;
--| 12	the
--| 7	of
--| 3	and
load data local inpath '${hivevar:data}/words.tsv' into table words;
load data local inpath '${hivevar:data}/more_words.tsv' into table words;
select w, count(*) from words group by w;
--| a	1
--| and	2
--| of	2
--| the	2
--| to	1
load data local inpath '${hivevar:data}/more_words.tsv' overwrite into table words;
select * from words;
--| 2	a
--| 1	to
load data local inpath '${hivevar:data}/nosuch.tsv' into table words;
--! nosuch.tsv
load data local inpath '${hivevar:data}/words.tsv' into table nosuch;
--! nosuch
load data local inpath '${hivevar:data}/*words.tsv' overwrite into table words;
select count(*) from words;
--| 5
