-- Subqueries as parts of a larger condition, nested, and with NOT (LanguageManual SubQueries).
create table t (a int, k string);
create table s (b int, k string);
insert into t values (1, 'x'), (2, 'y'), (3, 'z'), (4, null);
insert into s values (1, 'x'), (9, 'y');
select a from t where a = 4 or exists (select 1 from s where s.k = t.k);
--| 1
--| 2
--| 4
select a from t where not (a in (select b from s)) and a < 4;
--| 2
--| 3
select a from t where k in (select k from s where b in (select a from t where a > 0));
--| 1
select a, exists (select 1 from s where s.k = t.k), a in (select b from s) from t;
--| 1	true	true
--| 2	true	false
--| 3	false	false
--| 4	false	false
select t.a, q.n from t join (select k, count(*) as n from s group by k) q on t.k = q.k;
--| 1	1
--| 2	1
select case when a > (select min(b) from s) then 'more' else 'not' end from t where a < 3;
--| not
--| more
