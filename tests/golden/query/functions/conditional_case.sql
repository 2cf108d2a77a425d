-- CASE gives the first branch whose condition is true; a comparison with NULL never is; without ELSE it is NULL (Hive UDF wiki,
-- "Conditional Functions").
create table t (a int);
insert into t values (1), (2), (5), (null);
select a, case a when 1 then 'one' when 2 then 'two' else 'many' end from t;
--| 1	one
--| 2	two
--| 5	many
--| NULL	many
select a, case when a > 1 then 'big' when a > 0 then 'small' end from t;
--| 1	small
--| 2	big
--| 5	big
--| NULL	NULL
select case null when null then 'same' else 'not' end, case when true then 1 else 2.5D end, case when false then 1 end;
--| not	1.0	NULL
