-- A CSV file by its path: names from the header, types from the values, quotes as in RFC 4180 (docs/files.md).
dfs -put ${hivevar:data}/people.csv ${hivevar:root}/in/people.csv;
describe `${hivevar:root}/in/people.csv`;
--| name                	string              	                    
--| born                	date                	                    
--| height              	double              	                    
--| left                	boolean             	                    
--| zip                 	string              	                    
select name, year(born), height * 2, not `left`, zip from `${hivevar:root}/in/people.csv`;
--| Ann, Lady	1970	3.5	false	01234
--| Bob "B" B.	1980	NULL	true	10115
--| Cy	NULL	3.0	NULL	99999
select count(*), sum(height) from `${hivevar:root}/in/*.csv` p where p.height > 1;
--| 2	3.25
dfs -put ${hivevar:data}/words.tsv ${hivevar:root}/words/a;
dfs -put ${hivevar:data}/more_words.tsv ${hivevar:root}/words/_b;
-- Of a directory hidden files are no data; what is named is.
select _c1, _c0 + 1 from `${hivevar:root}/words` order by 1;
--| and	4
--| of	8
--| the	13
select count(*) from `${hivevar:root}/words/_b`;
--| 2
select count(*) from `${hivevar:root}/words/{a,_b}`;
--| 5
select count(*) from `${hivevar:root}/w?rds/[a-c]`;
--| 3
