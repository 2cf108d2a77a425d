-- A line ends at \n or \r\n or \r, and the last one need not end (Hadoop's LineReader.readDefaultLine).
create table t (w string, n int) row format delimited fields terminated by '\t';
load data local inpath '${hivevar:data}/crlf.tsv' into table t;
select * from t;
--| a	1
--| b	2
--| c	3
load data local inpath '${hivevar:data}/open_end.tsv' overwrite into table t;
select * from t;
--| a	1
--| b	2
--| c	3
load data local inpath '${hivevar:data}/cr.tsv' overwrite into table t;
select * from t;
--| a	1
--| b	2
--| c	3
