-- Arrays, structs and maps can be keys, compared by their values (LanguageManual GroupBy; ObjectInspectorUtils.compare).
create table t (n int, a int);
insert into t values (1, 1), (2, 1), (3, 2);
select arr, count(*) from (select array(a, 0) as arr from t) q group by arr;
--| [1,0]	2
--| [2,0]	1
select s.x, count(*) from (select named_struct('x', a) as s from t) q group by s;
--| 1	2
--| 2	1
