-- hive.exec.compress.output writes files with the codec's extension, which are read again (LanguageManual
-- CompressedStorage).
create table t (a int) row format delimited fields terminated by ',' location '${hivevar:root}/t';
set hive.exec.compress.output=true;
set mapreduce.output.fileoutputformat.compress.codec=org.apache.hadoop.io.compress.GzipCodec;
insert into t values (1), (2);
set mapreduce.output.fileoutputformat.compress.codec=org.apache.hadoop.io.compress.BZip2Codec;
insert into t values (3);
set hive.exec.compress.output=false;
insert into t values (4);
select a from t;
--| 1
--| 2
--| 3
--| 4
select distinct regexp_extract(input__file__name, '[.](gz|bz2)$', 1) from t where a in (1, 3, 4);
--|
--| bz2
--| gz
