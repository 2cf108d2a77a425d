-- A whole number written beside a decimal has just the digits it is written with (Hive's decimal_precision.q).
create table t (d decimal(20,10), i int);
insert into t values (1, 3);
select d / 3, d / 27, d / i from t;
--| 0.333333333333	0.0370370370370	0.333333333333333333333
