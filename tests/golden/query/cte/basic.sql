-- WITH names queries for the statement after it; later ones see earlier ones, and one can be used many times
-- (LanguageManual Common Table Expression).
create table t (k string, n int);
insert into t values ('a', 1), ('a', 2), ('b', 3);
with q as (select k, sum(n) as s from t group by k) select k from q where s > 2;
--| a
--| b
with q as (select n from t where n > 1), r as (select n * 10 as m from q) select q.n, r.m from q join r on r.m = q.n * 10;
--| 2	20
--| 3	30
with q as (select count(*) as c from t) select x.c + y.c from q x cross join q y;
--| 6
