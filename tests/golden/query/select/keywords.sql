-- Words of the grammar that aren't reserved can be names as they are; reserved ones need backticks (LanguageManual DDL,
-- "Keywords, Non-reserved Keywords and Reserved Keywords").
create table t (year int, month int, data string, comment string, location string, type string, `date` string, `user` string);
insert into t values (2009, 12, 'd', 'c', 'l', 'x', '2009-12-13', 'ann');
select year, month, data, comment, location from t where type = 'x';
--| 2009	12	d	c	l
select t.`date`, `user`, year(`date`), month + 1 from t;
--| 2009-12-13	ann	2009	13
create table bad (date string);
--! date
