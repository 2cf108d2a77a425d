-- Conditions on partition keys, whatever their form, give the same rows as on ordinary columns; keys have their types
-- (LanguageManual DDL, "Partitioned Tables").
create table t (a int) partitioned by (day date, n int, s string);
insert into t values (1, '2009-12-13', 1, 'x'), (2, '2009-12-13', 10, 'y'), (3, '2009-12-14', 9, 'x'),
  (4, '2010-01-01', 100, 'z');
select a from t where day = '2009-12-13';
--| 1
--| 2
select a from t where day > '2009-12-13' and n < 50;
--| 3
select a from t where n > 9;
--| 2
--| 4
select a from t where year(day) = 2009 and s in ('x', 'z');
--| 1
--| 3
select a from t where day between date '2009-12-14' and date '2009-12-31' or s like 'z%';
--| 3
--| 4
select a from t where n = a;
--| 1
select a from t where not (day = '2009-12-13');
--| 3
--| 4
select a from t where s is null;
select max(day), count(distinct s) from t;
--| 2010-01-01	3
select distinct s from t where a < 3;
--| x
--| y
select u.a from t u join (select max(n) as m from t) x on u.n = x.m;
--| 4
