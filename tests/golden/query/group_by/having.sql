-- HAVING keeps groups; it may use aggregates that the select list lacks, and aliases (LanguageManual GroupBy).
create table t (k string, n int);
insert into t values ('a', 1), ('a', 2), ('b', 7), ('c', null);
select k from t group by k having count(*) > 1;
--| a
select k, sum(n) as s from t group by k having s > 2;
--| a	3
--| b	7
select k from t group by k having sum(n) is null;
--| c
