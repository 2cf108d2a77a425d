-- What CREATE TABLE refuses: no columns, a column twice, a column that is a partition key too, nested partition keys
-- (SemanticAnalyzer: ErrorMsg 10036 DUPLICATE_COLUMN_NAMES, 10035 COLUMN_REPEATED_IN_PARTITIONING_COLS).
create table t (a int, A string);
--! column `a`
create table t (a int, p int) partitioned by (p int);
--! column `p`
create table t (a int) partitioned by (p array<int>);
--! only primitive types
create table t (a nosuchtype);
--! nosuchtype
create table nosuch.t (a int);
--! `nosuch` does not exist
show tables;
