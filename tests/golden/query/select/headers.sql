-- A printed header says which table a column is of where a star or `t.a` named it (hive.resultset.use.unique.column.names,
-- which is true unless set; SemanticAnalyzer.convertRowSchemaToResultSetSchema).
create table t (a int, b string);
insert into t values (1, 'x');
set hive.cli.print.header=true;
select * from t;
--| t.a	t.b
--| 1	x
select u.a, b, a + 1, u.b as c from t u;
--| u.a	b	_c2	c
--| 1	x	2	x
select * from (select a from t) s join t on s.a = t.a;
--| s.a	t.a	t.b
--| 1	1	x
select a from t union select a from t;
--| a
--| 1
set hive.resultset.use.unique.column.names=false;
select * from t;
--| a	b
--| 1	x
