-- FROM may stand first (LanguageManual Select; Hive's grammar, rule `queryStatementExpression`).
create table t (a int, b string);
insert into t values (1, 'x'), (2, 'y');
from t select a, b where a = 2;
--| 2	y
from (from t select a + 1 as c) q select c, count(*) group by c;
--| 2	1
--| 3	1
from t x join t y on x.a = y.a select x.b, y.b;
--| x	x
--| y	y
