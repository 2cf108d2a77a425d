-- One row for each value of the keys, NULL being a value; without GROUP BY one row for all, even of none (LanguageManual GroupBy).
create table t (k string, n int);
create table e (n int);
insert into t values ('a', 1), ('b', 2), ('a', 3), (null, 4), (null, null);
select k, count(*), count(n), sum(n), min(n), max(n), avg(n) from t group by k;
--| a	2	2	4	1	3	2.0
--| b	1	1	2	2	2	2.0
--| NULL	2	1	4	4	4	4.0
select count(*), count(n), sum(n), avg(n), max(n) from e;
--| 0	0	NULL	NULL	NULL
select n, count(*) from e group by n;
select k, n from t group by k;
--! `n`
