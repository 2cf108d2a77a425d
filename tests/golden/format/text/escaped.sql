-- ESCAPED BY: the character after it is taken as it is, `n` and `r` are line ends; at a line's end it stands for itself
-- (LazyUtils.copyAndEscapeStringDataToText). Without it a backslash is a character like any other.
create external table e (a int, b string) row format delimited fields terminated by ',' escaped by '\\'
location '${hivevar:root}/e';
create external table plain (a int, b string, c string) row format delimited fields terminated by ','
location '${hivevar:root}/e';
dfs -put ${hivevar:data}/escapes.txt ${hivevar:root}/e/escapes.txt;
select a, b from e where a is not null;
--| 1	a,b
--| 2	c\d
--| 3	e\
select * from plain where a = 1;
--| 1	a\	b
select count(*) from e;
--| 4
