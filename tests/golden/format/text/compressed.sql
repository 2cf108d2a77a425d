-- Files are unpacked by their names: .gz, .bz2, .zst and .deflate, beside plain ones (Hadoop's CompressionCodecFactory).
create table t (n int, w string) row format delimited fields terminated by '\t';
load data local inpath '${hivevar:data}/gzip.tsv.gz' into table t;
load data local inpath '${hivevar:data}/bzip.tsv.bz2' into table t;
load data local inpath '${hivevar:data}/zstd.tsv.zst' into table t;
load data local inpath '${hivevar:data}/zlib.tsv.deflate' into table t;
load data local inpath '${hivevar:data}/words.tsv' into table t;
select w, sum(n) from t where n < 3 group by w;
--| gzip	3
--| bzip2	3
--| zstd	3
--| deflate	3
select count(*) from t;
--| 11
