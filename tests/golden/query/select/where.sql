-- WHERE keeps the rows for which the condition is true; neither false nor NULL will do (LanguageManual Select).
create table t (a int, flag boolean);
insert into t values (1, true), (2, false), (3, null);
select a from t where flag;
--| 1
select a from t where not flag;
--| 2
select a from t where flag is null;
--| 3
select a from t where a > 1 and (flag or a = 3);
--| 3
select a from t where sum(a) > 1;
--! `sum`
