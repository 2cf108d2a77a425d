-- LIKE matches the whole string: _ is one character, % any number, a backslash takes away their meaning; it is
-- case-sensitive (LanguageManual UDF, "Relational Operators"; UDFLike).
create table t (s string);
insert into t values ('foobar'), ('foo'), ('FOO'), ('f_o'), ('100%'), (''), (null);
select s from t where s like 'foo';
--| foo
select s from t where s like 'foo%';
--| foobar
--| foo
select s from t where s like 'f_o';
--| foo
--| f_o
select s from t where s like 'f\_o';
--| f_o
select s from t where s like '%\%';
--| 100%
select s from t where s not like '%o%';
--| FOO
--| 100%
--| 
select s like '%' from t where s is null or s = '';
--| true
--| NULL
select 'a.c' like 'a.c', 'abc' like 'a.c', 'a\nb' like 'a%b', 'x' like '';
--| true	false	true	false
