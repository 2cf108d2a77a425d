-- INSERT converts each column to the table's type as CAST does: what doesn't fit is cut, what can't be read is NULL (LanguageManual
-- DML; UDFToByte, UDFToInteger).
create table t (b tinyint, i int, d double, s string, dt date, v varchar(2));
insert into t select 300, 3.9D, 1, 12, '2009-12-13 10:00:00', 'abc';
insert into t select 'x', '7', '2.5', date '2009-12-13', 'never', 'y';
select * from t;
--| 44	3	1.0	12	2009-12-13	ab
--| NULL	7	2.5	2009-12-13	NULL	y
insert into t select 1;
--! column
