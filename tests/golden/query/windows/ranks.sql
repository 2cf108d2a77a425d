-- row_number counts, rank leaves gaps after ties, dense_rank doesn't; percent_rank is (rank-1)/(rows-1), cume_dist the share
-- of rows up to this one and its ties, ntile(n) cuts into n parts, the first ones larger (LanguageManual WindowingAndAnalytics).
create table t (k string, n int);
insert into t values ('a', 10), ('b', 20), ('c', 20), ('d', 30), ('e', 40);
select k, rank() over (order by n), dense_rank() over (order by n), percent_rank() over (order by n), cume_dist() over (order by n) from t;
--| a	1	1	0.0	0.2
--| b	2	2	0.25	0.6
--| c	2	2	0.25	0.6
--| d	4	3	0.75	0.8
--| e	5	4	1.0	1.0
select k, row_number() over (order by n desc, k), ntile(2) over (order by k) from t;
--| e	1	2
--| d	2	2
--| b	3	1
--| c	4	1
--| a	5	1
select k, rank() over (order by n desc) as r from t order by r, k;
--| e	1
--| d	2
--| b	3
--| c	3
--| a	5
