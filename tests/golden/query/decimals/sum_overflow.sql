-- A sum of more than 38 digits is NULL, not a wrong number (HiveDecimalWritable.mutateAdd unsets what overflows).
create table t (k int, d decimal(38,0));
insert into t values (1, 99999999999999999999999999999999999999), (1, 1), (2, 99999999999999999999999999999999999999), (2, 99999999999999999999999999999999999999), (2, 99999999999999999999999999999999999999), (2, 99999999999999999999999999999999999999), (3, 7), (3, 8);
select k, sum(d) from t group by k order by k;
--| 1	NULL
--| 2	NULL
--| 3	15
select d, sum(d) over (order by d rows between 1 preceding and current row) from t where k = 3;
--| 7	7
--| 8	15
