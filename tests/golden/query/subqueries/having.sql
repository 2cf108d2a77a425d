-- HAVING may hold a subquery too (LanguageManual SubQueries).
create table t (k string, n int);
insert into t values ('a', 1), ('a', 2), ('b', 7), ('c', 3);
select k, sum(n) from t group by k having sum(n) > (select avg(n) from t);
--| b	7
select k from t group by k having k in (select k from t where n = 3);
--| c
