-- A delimiter may be written as a character, an escape, or a number in ten or eight digits' form (LazyUtils.getByte;
-- LanguageManual DDL).
create external table lines (line string) row format delimited fields terminated by '\n' location '${hivevar:root}/t';
create external table by_number (a string, b string) row format delimited fields terminated by '44'
location '${hivevar:root}/t';
create external table by_octal (a string, b string) row format delimited fields terminated by '\054'
location '${hivevar:root}/t';
create external table by_unicode (a string, b string) row format delimited fields terminated by '\u002C'
location '${hivevar:root}/t';
insert overwrite directory '${hivevar:root}/t' select 'x,y';
select b from by_number;
--| y
select b from by_octal;
--| y
select b from by_unicode;
--| y
