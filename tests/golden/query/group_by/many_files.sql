-- A table is all of its files, so groups gather across inserts (LanguageManual DML: INSERT INTO appends files).
create table t (k string, n bigint);
insert into t values ('a', 1), ('b', 10);
insert into t values ('a', 2), ('c', 100);
insert into t values ('b', 20), ('a', 3);
select k, sum(n), count(*), min(n), max(n) from t group by k order by k;
--| a	6	3	1	3
--| b	30	2	10	20
--| c	100	1	100	100
select count(distinct k), sum(n) from t;
--| 3	136
