-- A window can't be used where rows are still being chosen (error in Hive: SemanticAnalyzer, windowing in WHERE, HAVING, GROUP BY).
create table t (n int);
insert into t values (1);
select n from t where row_number() over (order by n) = 1;
--! WHERE
select rank() from t;
--! `rank`
