-- One FROM feeds several inserts; each has its own select list and WHERE, and a row can go to both (LanguageManual DML,
-- "Hive extension (multiple inserts)").
create table src (k int, v string);
create table small (k int);
create table big (k int, v string);
create table counted (n bigint);
insert into src values (1, 'a'), (5, 'b'), (9, 'c');
from src
insert overwrite table small select k where k <= 5
insert overwrite table big select k, v where k >= 5
insert into table counted select count(*);
select * from small;
--| 1
--| 5
select * from big;
--| 5	b
--| 9	c
select * from counted;
--| 3
