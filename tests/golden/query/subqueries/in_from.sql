-- A subquery in FROM has a name of its own; its columns carry their aliases (LanguageManual SubQueries).
create table t (k string, n int);
insert into t values ('a', 1), ('a', 2), ('b', 3);
select s.k, s.total * 10 from (select k, sum(n) as total from t group by k) s where s.total >= 3;
--| a	30
--| b	30
select max(c) from (select count(*) as c from (select * from t where n > 1) i group by k) o;
--| 1
