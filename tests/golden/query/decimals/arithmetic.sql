-- The type of a sum, product and quotient of decimals (GenericUDFOPNumericPlus, -Multiply, -Divide:
-- deriveResultDecimalTypeInfo): (5,2) + (6,3) is (7,3), (5,2) * (6,3) is (12,5), (5,2) / (6,3) is (5-2+3+9, 2+6+1) = (15,9).
create table t (a decimal(5,2), b decimal(6,3));
insert into t values (1.10, 2.205);
select a + b, a - b, a * b from t;
--| 3.305	-1.105	2.42550
select typeof(a + b), typeof(a * b), typeof(a / b), typeof(a % b) from t;
--| decimal(7,3)	decimal(12,5)	decimal(15,9)	decimal(6,3)
select a / b, b % a, a / 0 from t;
--| 0.498866213	0.005	NULL
