-- An ORDER BY that can't be decided is an error: a position outside of the list, a column that DISTINCT has dropped, a type without
-- an order (SemanticAnalyzer.processPositionAlias; LanguageManual SortBy).
create table t (a int, b string, m map<string,int>);
insert into t select 1, 'x', map('k', 1);
select a, b from t order by 3;
--! 3
select distinct b from t order by a;
--! `a`
select b from t group by b order by a;
--! `a`
