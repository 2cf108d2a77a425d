-- What definitions of tables of access logs (docs/formats.md, "Access logs") say, and refuse.
dfs -put ${hivevar:data}/hits.log ${hivevar:root}/hits/a.log;
create external table hits stored as accesslog location '${hivevar:root}/hits';
describe hits;
--| host                	string              	the client's address or name
--| ident               	string              	the client's user by RFC 1413 (nobody uses it)
--| user                	string              	the user by HTTP authentication
--| time                	timestamp with local time zone	when it was         
--| time_offset         	string              	how far the log's clock is from UTC: +0200
--| request             	string              	the request's first line
--| method              	string              	the request's method: GET, POST …
--| path                	string              	what was asked for, without the query
--| query               	string              	the query: what stands behind `?`
--| params              	map<string,string>  	the query's parameters, decoded
--| protocol            	string              	the request's protocol: HTTP/1.1 …
--| status              	int                 	the answer's status 
--| status_class        	string              	the status in short: 2xx, 4xx …
--| bytes               	bigint              	bytes of the answer, without its header
--| referer             	string              	the page that led here (`Referer`)
--| agent               	string              	the client's program, as it calls itself (`User-Agent`)
create table empty stored as accesslog;
--! holds no files yet
create table empty stored as accesslog with serdeproperties ('log.format' = 'common');
select count(*) from empty;
--| 0
dfs -put ${hivevar:data}/words.tsv ${hivevar:root}/words/words.tsv;
create external table words stored as accesslog location '${hivevar:root}/words';
--! fit none of the known log formats
create external table wrong (host string, colour string) stored as accesslog location '${hivevar:root}/hits';
--! colour
create external table wrong stored as accesslog with serdeproperties ('log.format' = 'nosuch') location '${hivevar:root}/hits';
--! nosuch
create table as_query stored as accesslog with serdeproperties ('log.format' = 'common') as select 1 as status;
--! can't write
create table like_hits like hits;
select count(*) from like_hits;
--| 0
-- The server's own format string.
create external table own
row format serde 'org.skep.AccessLogSerDe' with serdeproperties ('log.format' = '%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\"')
location '${hivevar:root}/hits';
select host, status from own where bytes = 1000;
--| ::1	404
alter table own set serdeproperties ('log.format' = 'common');
--! referer
alter table own replace columns (host string, status int);
alter table own set serdeproperties ('log.format' = 'common');
select * from own where status < 500;
--| 10.0.0.1	200
--| 10.0.0.1	201
--| ::1	404
alter table own set serdeproperties ('log.format' = 'nginxx');
--! nginxx
alter table own add columns (colour string);
--! colour
alter table own set serdeproperties ('log.format' = 'auto');
select count(REJECTED__FIELD) from own;
--| 1
