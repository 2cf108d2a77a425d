-- AND, OR and NOT over one column and over several, with what no scan can test; LIMIT counts the rows that are left
-- (LanguageManual UDF, "Logical Operators"; LanguageManual Select). Partitions of another format answer the same.
create external table t (id string, i int, l bigint, t tinyint, s string, m decimal(5,2), d double, day date)
row format delimited fields terminated by '\t' location '${hivevar:root}/conditions';
dfs -put ${hivevar:data}/conditions.tsv ${hivevar:root}/conditions/conditions.tsv;
select id from t where i = 1 or s = 'THE';
--| a
--| h
select id from t where i = 1 or i is null;
--| a
--| b
--| c
--| e
--| g
select id from t where not (i = 1 or i = 2);
--| f
--| h
select id from t where not (s like 'the%' and i is not null);
--| b
--| c
--| e
--| g
--| h
select id from t where (i, s) in ((1, 'the'), (3, 'x'));
--| a
select id from t where (i = 1 and s = 'the') or (i = 3 and s = 'x') or i = 2;
--| a
--| d
select id from t where i > 0 and s > 'a';
--| a
--| f
select id from t where case when i = 1 then true when i is null then s = '' else false end;
--| a
--| b
--| g
select id from t where coalesce(i, 0) = 0;
--| b
--| c
--| e
--| g
select id from t where i = t;
select id from t where i > 0 and rand() < 2;
--| a
--| d
--| f
--| h
select id from t where block__offset__inside__file = 0 and i = 1;
--| a
select id from t where block__offset__inside__file > 0 and i <= 2;
--| d
select id from t where input__file__name like '%conditions.tsv' and s = 'the';
--| a
select id from t where i = 1 and i = 2;
select id from t where false or i = 1;
--| a
select id from t where i = 1 and null;
select s from t where i = 1;
--| the
select count(*) from t where i = 1 or l = 0;
--| 2
select i, i + 1 from t where i < 3;
--| 1	2
--| 2	3
select count(*) from (select id from t where i is null limit 3) x;
--| 3
select count(*) from (select id from t where i is null limit 9) x;
--| 4
select count(*) from (select 1 from t where s like 'th%' limit 1) x;
--| 1
select u.id from (select id, i + 1 as j from t where i < 100) u where u.j = 3;
--| d
create table p (a int, s string) partitioned by (d string) row format delimited fields terminated by ',';
insert into p partition (d='1') values (1, 'x'), (2, 'y'), (null, 'x');
alter table p set fileformat orc;
insert into p partition (d='2') values (3, 'x'), (4, null);
select a from p where s = 'x' and d <> '3';
--| 1
--| 3
--| NULL
select a, d from p where d = '2' or a = 1;
--| 1	1
--| 3	2
--| 4	2
select a from p where s is null;
--| 4
select count(*) from p where d = '1' and s = 'x';
--| 2
select a from p where s = 'x' and d = '1' order by a desc limit 1;
--| NULL
