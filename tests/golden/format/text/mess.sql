-- What doesn't fit is NULL, and no error: a short line is padded, a long one cut, a bad field is NULL, `\N` is NULL, an
-- empty field is NULL for a number and empty for a string (LazySimpleSerDe, LazyStruct).
create table mess (a int, b string, c double) row format delimited fields terminated by '\t';
load data local inpath '${hivevar:data}/mess.tsv' into table mess;
select * from mess;
--| 1	one	1.5
--| 2	two	NULL
--| 3	NULL	NULL
--| NULL	NULL	NULL
--| NULL	six	NULL
--| 7	seven	7.25
--| NULL	NULL	NULL
--| 8		NULL
select count(*), count(a), count(b), count(c) from mess;
--| 8	5	5	2
select a from mess where b is null;
--| 3
--| NULL
--| NULL
select a, length(b) from mess where b = '';
--| 8	0
