-- Two tables may look at the same files in two ways (LanguageManual DDL, "External Tables": schema on read).
create external table fields (n int, w string) row format delimited fields terminated by '\t'
location '${hivevar:root}/words';
create external table lines (line string) row format delimited fields terminated by '\n'
location '${hivevar:root}/words';
dfs -put ${hivevar:data}/words.tsv ${hivevar:root}/words/words.tsv;
select w from fields where n = 7;
--| of
select length(line), substr(line, 1, 2) from lines order by 1;
--| 4	7	
--| 5	3	
--| 6	12
select f.n from fields f join lines l on l.line = concat(f.n, '\t', f.w);
--| 12
--| 7
--| 3
