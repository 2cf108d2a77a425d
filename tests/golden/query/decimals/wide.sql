-- Where a result would need more than 38 digits, its scale is cut, but not below 6 (GenericUDFBaseNumeric.adjustPrecScale):
-- (38,10) / (38,10) would be (87,49) and is (38,6); (38,10) * (38,10) would be (77,20) and is (38,6).
create table t (a decimal(38,10), b decimal(38,10));
insert into t values (1, 3), (1, 0);
select a / b, typeof(a / b), a * b, typeof(a * b) from t where b = 3;
--| 0.333333	decimal(38,6)	3.000000	decimal(38,6)
select a / b from t where b = 0;
--| NULL
