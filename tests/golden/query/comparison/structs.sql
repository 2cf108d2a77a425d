-- Structs are equal if their fields are; a row of values can stand in IN (GenericUDFOPEqual, GenericUDFIn).
create table t (a int, b string);
insert into t values (1, 'x'), (2, 'y'), (2, 'x');
select a, b from t where struct(a, b) = struct(2, 'y');
--| 2	y
select a, b from t where (a, b) in ((1, 'x'), (2, 'x'));
--| 1	x
--| 2	x
select a, b from t where (a, b) not in ((1, 'x'), (2, 'x'));
--| 2	y
