-- A view over a view; aggregates, unions and subqueries inside; filters from outside (LanguageManual DDL, "Create View").
create table t (k string, n int);
insert into t values ('a', 1), ('a', 2), ('b', 5);
create view sums as select k, sum(n) as s from t group by k;
create view top as select k from sums where s = (select max(s) from sums);
create view everything as select k from t where n > 4 union all select k from top;
select * from sums where k = 'a';
--| a	3
select * from top;
--| b
select k, count(*) from everything group by k;
--| b	2
create view bad as select nosuch from t;
--! `nosuch`
