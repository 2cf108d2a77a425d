-- Access logs in day directories: the format is found in the partitions' files; a key of a field's name takes its place.
dfs -put ${hivevar:data}/hits.log ${hivevar:root}/hits/day=2026-08-01/vhost=www/a.log;
dfs -put ${hivevar:data}/hits.log.gz ${hivevar:root}/hits/day=2026-08-02/vhost=www/a.log.gz;
create external table hits partitioned by (day date, vhost string) stored as accesslog location '${hivevar:root}/hits';
msck repair table hits;
--| Partitions not in metastore:	hits:day=2026-08-01/vhost=www	hits:day=2026-08-02/vhost=www
--| Repair: Added partition to metastore hive.default.hits:day=2026-08-01/vhost=www
--| Repair: Added partition to metastore hive.default.hits:day=2026-08-02/vhost=www
select day, vhost, count(*), count(status), count(REJECTED__FIELD) from hits group by day, vhost order by day;
--| 2026-08-01	www	5	4	1
--| 2026-08-02	www	2	2	0
select path from hits where day = '2026-08-02' and status = 304;
--| /
