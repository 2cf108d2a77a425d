-- What INSERT refuses before it writes anything (SemanticAnalyzer: ErrorMsg 10044 TARGET_TABLE_COLUMN_MISMATCH).
create table t (a int, b string);
insert into t select 1;
--! columns
insert into t select 1, 'x', 2;
--! columns
insert into nosuch select 1;
--! nosuch
insert into t partition (p = 1) select 1, 'x';
--! not partitioned
insert into t select array(1), 'x';
--! array<int>
select * from t;
