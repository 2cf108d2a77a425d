-- The format is found in the content, and so is the compression, whatever the names say (docs/files.md).
dfs -put ${hivevar:data}/gzip.tsv.gz ${hivevar:root}/lies/gzip.txt;
dfs -put ${hivevar:data}/zstd.tsv.zst ${hivevar:root}/lies/zstd;
create external table gzipped (n int, w string) row format delimited fields terminated by '\t' location '${hivevar:root}/named';
dfs -put ${hivevar:data}/gzip.tsv.gz ${hivevar:root}/named/gzip.tsv.gz;
select (select count(*) from gzipped) - (select count(*) from `${hivevar:root}/lies/gzip.txt`);
--| 0
dfs -put ${hivevar:data}/objects.json ${hivevar:root}/objects;
describe `${hivevar:root}/objects`;
--| id                  	bigint              	                    
--| name                	string              	                    
--| tags                	array<string>       	                    
--| place               	struct<x:bigint,y:bigint>	                    
--| counts              	struct<k:bigint>    	                    
--| unknown             	boolean             	                    
select sum(id), sum(size(tags)), max(place.y) from `${hivevar:root}/objects`;
--| 3	0	2
create external table p (a bigint, b string) stored as parquet location '${hivevar:root}/p';
insert into p values (1, 'x'), (2, 'y');
select sum(a), max(b) from `${hivevar:root}/p`;
--| 3	y
create external table o (a bigint, d decimal(5,2)) stored as orc location '${hivevar:root}/o';
insert into o values (1, 1.25), (2, 2.5);
describe `${hivevar:root}/o/*`;
--| a                   	bigint              	                    
--| d                   	decimal(5,2)        	                    
select sum(a), sum(d) from `${hivevar:root}/o/*`;
--| 3	3.75
dfs -put ${hivevar:data}/hits.log ${hivevar:root}/logs/hits.log;
dfs -put ${hivevar:data}/hits.log.gz ${hivevar:root}/logs/old;
select status, count(*) from `${hivevar:root}/logs/hits.*` where status is not null group by status order by status;
--| 200	1
--| 201	1
--| 404	1
--| 500	1
