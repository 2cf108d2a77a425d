-- A gzip or bzip2 file may be several after each other, as `cat a.gz b.gz` makes: all are read (RFC 1952).
create table t (n int, w string) row format delimited fields terminated by '\t';
load data local inpath '${hivevar:data}/members.gz' into table t;
load data local inpath '${hivevar:data}/bzip_members.bz2' into table t;
select * from t;
--| 1	first
--| 2	second
--| 1	first
--| 2	second
