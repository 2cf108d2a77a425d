-- GROUPING__ID has a bit for each key, the last key's lowest, which is 1 if the key is not in the set; grouping(k) is that
-- bit; it tells a rolled-up NULL from one in the data (LanguageManual Enhanced Aggregation; Hive 2.3, HIVE-16102).
create table t (k int, v int);
insert into t values (1, null), (1, 1), (2, 2), (3, 3), (3, null), (4, 5);
select k, v, grouping__id, count(*) from t group by k, v with rollup;
--| 1	NULL	0	1
--| 1	NULL	1	2
--| 1	1	0	1
--| 2	NULL	1	1
--| 2	2	0	1
--| 3	NULL	0	1
--| 3	NULL	1	2
--| 3	3	0	1
--| 4	NULL	1	1
--| 4	5	0	1
--| NULL	NULL	3	6
select k, grouping(k), grouping(v), grouping(k, v), sum(v) from t group by k, v grouping sets (k, ()) having k = 1 or k is null;
--| 1	0	1	1	1
--| NULL	1	1	3	11
