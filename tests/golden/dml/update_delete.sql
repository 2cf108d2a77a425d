-- UPDATE, DELETE and MERGE need a transactional table in Hive (ErrorMsg 10297 ACID_OP_ON_NONACID_TABLE): on files they
-- are refused.
create table t (a int);
insert into t values (1);
update t set a = 2 where a = 1;
--! UPDATE
delete from t where a = 1;
--! DELETE
select * from t;
--| 1
