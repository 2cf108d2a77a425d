-- Directories `key=value` below what is named are partition columns, strings; a table LIKE FILE has them too (docs/files.md).
dfs -put ${hivevar:data}/people.csv ${hivevar:root}/d/day=2026-01-01/a.csv;
dfs -put ${hivevar:data}/people.csv ${hivevar:root}/d/day=2026-01-02/b.csv;
select day, count(*) from `${hivevar:root}/d` where day > '2026-01-01' group by day;
--| 2026-01-02	3
select count(distinct input__file__name) from `${hivevar:root}/d/**/*.csv`;
--| 2
create external table people like file '${hivevar:root}/d';
show partitions people;
--| day=2026-01-01
--| day=2026-01-02
select zip, date_add(born, 1) from people where day = '2026-01-01' and `left`;
--| 01234	1970-01-03
create table empty like file csv '${hivevar:root}/d';
select count(*) from empty;
--| 0
insert into empty select * from (select name, born, height, `left`, zip from people where day = '2026-01-02') t;
select name, zip from empty where height is null;
--| Bob "B" B.	10115
