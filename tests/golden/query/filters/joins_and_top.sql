-- What a join's other side or the best rows so far rule out isn't read: the answers stay those of the whole table, with NULL on
-- either side (LanguageManual Joins, SubQueries; NULL comes last, descending first: hive.default.nulls.last).
create external table t (id string, i int, l bigint, t tinyint, s string, m decimal(5,2), d double, day date)
row format delimited fields terminated by '\t' location '${hivevar:root}/conditions';
dfs -put ${hivevar:data}/conditions.tsv ${hivevar:root}/conditions/conditions.tsv;
create table k (s string);
insert into k values ('the'), (''), (null);
select t.id from t join k on t.s = k.s;
--| a
--| b
--| g
select id from t where s in (select s from k);
--| a
--| b
--| g
select id from t where s not in (select s from k);
select id from t where s not in (select s from k where s is not null);
--| e
--| f
--| h
select id from t where not exists (select 1 from k where k.s = t.s);
--| c
--| d
--| e
--| f
--| h
select t.id, k.s from k left join t on t.s = k.s;
--| NULL	NULL
--| a	the
--| b	
--| g	
select t.id from t left join k on t.s = k.s where k.s is null;
--| c
--| d
--| e
--| f
--| h
select count(*) from t full join k on t.s = k.s;
--| 9
select t.id from t join k on t.s <=> k.s;
--| a
--| b
--| c
--| d
--| g
select t.id from t join (select 2147483647L as n union all select 2L) x on t.i = x.n;
--| d
--| f
select t.id from t join (select s from k where s = 'nothing') x on t.s = x.s;
select id from t where i = (select max(i) from t);
--| f
select id from t where m > (select avg(m) from t);
--| e
select id from t order by i, id limit 5;
--| a
--| d
--| h
--| f
--| b
select id from t order by i desc, id limit 3;
--| b
--| c
--| e
select id from t order by i desc nulls last limit 3;
--| f
--| h
--| d
select id from t order by i nulls first, id limit 5;
--| b
--| c
--| e
--| g
--| a
select id from t order by s desc, id limit 3;
--| c
--| d
--| f
select id from t order by m desc nulls last, id limit 2;
--| e
--| b
select id from t where s <> '' order by s limit 2;
--| e
--| h
select min(i), max(i), min(s), max(s), max(m), min(day) from t;
--| 1	2147483647		theory	999.99	0001-01-01
create table big stored as textfile as
select pos as n, if(pos % 1000 = 0, null, concat('w', pos % 100)) as s from (select 1) one lateral view posexplode(split(space(49999), ' ')) x as pos, val;
create table small (s string);
insert into small values ('w7'), ('w8'), (null);
select count(*), sum(b.n) from big b join small x on b.s = x.s;
--| 1000	24957500
select count(*) from big where s in (select s from small);
--| 1000
select count(*) from big where s not in (select s from small where s is not null);
--| 48950
select count(*) from big where s not in (select s from small);
--| 0
select count(*) from big a join big b on a.n = b.n where a.s = 'w7';
--| 500
select count(*) from big a join big b on a.n = b.n and a.s = b.s;
--| 49950
select count(*) from small x left join big b on b.s = x.s;
--| 1001
select count(*) from big b left join small x on b.s = x.s where x.s is null;
--| 49000
select n from big order by n limit 3;
--| 0
--| 1
--| 2
select n from big order by n desc limit 2;
--| 49999
--| 49998
select n from big where s is null order by n desc limit 2;
--| 49000
--| 48000
select s, n from big order by s nulls first, n limit 2;
--| NULL	0
--| NULL	1000
select s, n from big order by s desc nulls last, n limit 1;
--| w99	99
select s, n from big order by s, n limit 1;
--| w0	100
select min(n), max(n) from big where s = 'w7';
--| 7	49907
select min(s), max(s) from big where n > 49990;
--| w91	w99
select count(*) from (select n from big where s = 'w7' limit 10) x;
--| 10
select count(*) from (select n from big where s = 'w7' limit 1000) x;
--| 500
select count(*) from (select s from big where n >= 49995 limit 3) x;
--| 3
