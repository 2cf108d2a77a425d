-- In arithmetic a string is a double; text that is no number is NULL (LanguageManual Types, "Allowed Implicit
-- Conversions"; GenericUDFBaseArithmetic).
create table t (s string);
insert into t values ('3'), ('2.5'), ('x'), ('');
select s, s + 1, s * 2 from t;
--| 3	4.0	6.0
--| 2.5	3.5	5.0
--| x	NULL	NULL
--| 	NULL	NULL
