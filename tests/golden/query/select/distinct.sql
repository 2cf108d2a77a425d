-- DISTINCT keeps one of each row; NULLs are the same as each other there, and it is about whole rows, not about the first
-- column (LanguageManual Select, "ALL and DISTINCT Clauses").
create table t (a int, b string);
insert into t values (1, 'x'), (1, 'x'), (1, 'y'), (null, 'x'), (null, 'x'), (null, null), (null, null);
select distinct a from t;
--| 1
--| NULL
select distinct a, b from t;
--| 1	x
--| 1	y
--| NULL	x
--| NULL	NULL
select distinct * from t where a = 1;
--| 1	x
--| 1	y
select all a from t where b = 'x';
--| 1
--| 1
--| NULL
--| NULL
select count(*) from (select distinct a, b from t) q;
--| 4
select distinct b from t order by b;
--| x
--| y
--| NULL
