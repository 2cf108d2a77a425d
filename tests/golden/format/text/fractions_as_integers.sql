-- An integer's field may have a fraction, which is cut (LazyInteger.parse: "We allow decimals and will return a truncated
-- integer"); blanks around it are no number.
create table raw (s string);
create table numbers (i int, l bigint, t tinyint) row format delimited fields terminated by ',';
insert overwrite table raw values ('2.9,-7.99,1.5'), ('1.x,1.5.5,1e1'), (' 1,1 ,+1'), ('-,+,.');
insert overwrite directory '${hivevar:root}/n' select s from raw;
alter table numbers set location '${hivevar:root}/n';
select * from numbers;
--| 2	-7	1
--| NULL	NULL	NULL
--| NULL	NULL	1
--| NULL	NULL	NULL
