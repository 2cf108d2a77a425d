-- INTERSECT and EXCEPT (MINUS) give rows once; with ALL they count: the lesser count, the difference (LanguageManual
-- Select; Hive 2.2, HIVE-12764, HIVE-12765). NULLs are equal.
create table a (x int);
create table b (y int);
insert into a values (1), (1), (1), (2), (3), (null);
insert into b values (1), (1), (2), (4), (null);
select x from a intersect select y from b;
--| 1
--| 2
--| NULL
select x from a intersect all select y from b;
--| 1
--| 1
--| 2
--| NULL
select x from a except select y from b;
--| 3
select x from a except all select y from b;
--| 1
--| 3
select y from b minus select x from a;
--| 4
