-- RLIKE (REGEXP) is true if some part of the string matches Java's regular expression; an empty one matches nothing
-- (LanguageManual UDF; GenericUDFRegExp).
create table t (s string);
insert into t values ('foobar'), ('bar'), ('Foo1'), (null);
select s, s rlike 'foo', s rlike '^b', s regexp '[0-9]$', s rlike '(?i)FOO' from t;
--| foobar	true	false	false	true
--| bar	false	true	false	false
--| Foo1	false	false	true	true
--| NULL	NULL	NULL	NULL	NULL
select 'abc' rlike '', 'abc' not rlike 'b', '2009-12-13' rlike '^\\d{4}-\\d{2}-\\d{2}$';
--| false	false	true
