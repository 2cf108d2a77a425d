-- WITHIN GROUP gives an aggregate its order: a percentile, or the rank that a row of the given values would have among the rows (Hive 4;
-- GenericUDAFPercentileCont, and the hypothetical evaluators of GenericUDAFRank, -DenseRank, -PercentRank, -CumeDist).
create table t (n int, s string);
insert into t values (1, 'a'), (2, 'b'), (2, 'c'), (4, 'd');
select percentile_cont(0.5) within group (order by n), percentile_cont(0.0) within group (order by n) from t;
--| 2.0	1.0
-- Before 3 stand 1, 2 and 2; up to 2 stand three of four.
select rank(3) within group (order by n), dense_rank(3) within group (order by n), percent_rank(3) within group (order by n), cume_dist(2) within group (order by n) from t;
--| 4	3	0.75	0.8
select rank(2) within group (order by n), rank(2) within group (order by n desc), rank(2, 'c') within group (order by n, s), rank(2, 'c') within group (order by n, s desc) from t;
--| 2	2	3	2
-- NULLs are last, but first when descending.
select rank(5) within group (order by n), rank(5) within group (order by n desc), rank(cast(null as int)) within group (order by n), rank(5) within group (order by n nulls first) from (select n from t union all select null) q;
--| 5	2	5	6
select s > 'b', rank(2) within group (order by n) from t group by s > 'b';
--| false	2
--| true	1
select rank(1, 2) within group (order by n) from t;
--! `rank`
