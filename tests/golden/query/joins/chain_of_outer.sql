-- Joins bind from left to right; parentheses can group the right side (LanguageManual Joins, "Join order").
create table a (k int);
create table b (k int);
create table c (k int);
insert into a values (1), (2), (3);
insert into b values (2), (3), (4);
insert into c values (3), (4), (5);
select a.k, b.k, c.k from a left join b on a.k = b.k left join c on b.k = c.k;
--| 1	NULL	NULL
--| 2	2	NULL
--| 3	3	3
select a.k, b.k, c.k from a left join b on a.k = b.k join c on b.k = c.k;
--| 3	3	3
select a.k, b.k, c.k from a full join b on a.k = b.k full join c on b.k = c.k;
--| 1	NULL	NULL
--| 2	2	NULL
--| 3	3	3
--| NULL	4	4
--| NULL	NULL	5
