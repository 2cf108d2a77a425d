-- LIMIT n, LIMIT offset, n, and LIMIT n OFFSET m (LanguageManual Select, "LIMIT Clause").
create table t (a int);
insert into t values (1), (2), (3), (4), (5);
select a from t order by a limit 2;
--| 1
--| 2
select a from t order by a limit 1, 2;
--| 2
--| 3
select a from t order by a limit 2 offset 3;
--| 4
--| 5
select a from t order by a limit 3, 100;
--| 4
--| 5
select a from t limit 0;
select count(*) from (select a from t limit 3) q;
--| 3
select a from (select a from t order by a desc limit 1) q;
--| 5
