-- Small questions as people type them, each mixing several rules; sum(d) / count(*) is decimal(20,2) / decimal(19,0), so (40,22) cut to (38,20)
-- (GenericUDFOPDivide, GenericUDFBaseNumeric.adjustPrecScale).
create table t (k string, n int, d decimal(10,2));
insert into t values ('a', 1, 1.25), ('b', 2, 2.50), ('c', null, null);
select sum(d) * 2, avg(d) + 1, sum(d) / count(*), round(avg(d), 1) from t;
--| 7.50	2.875000	1.25000000000000000000	1.9
select k, n from t order by n desc nulls last, k limit 2;
--| b	2
--| a	1
select k from t where d = 1.25 or d > 2.4 order by d desc;
--| b
--| a
select if(n > 1, d, null), case when n is null then 'none' else cast(d as string) end from t;
--| NULL	1.25
--| 2.50	2.50
--| NULL	none
select a.k, b.k from t a, t b where a.n < b.n;
--| a	b
select k, n, sum(n) over (order by k rows between 1 preceding and 1 following), avg(n) over (), min(d) over (order by k) from t;
--| a	1	3	1.5	1.25
--| b	2	3	1.5	1.25
--| c	NULL	2	1.5	1.25
select upper(k) as k, count(*) from t group by upper(k) having upper(k) > 'A' order by k;
--| B	1
--| C	1
select concat(k, '-', n) from t;
--| a-1
--| b-2
--| NULL
select count(*) from t where k not in ('a') and n is not null;
--| 1
select * from (select k, n from t union all select 'z', 26) q where n > 1 order by k;
--| b	2
--| z	26
select distinct case when n > 1 then 'big' else 'small' end as size_of from t order by size_of;
--| big
--| small
select max(k), k from t group by k order by max(k) desc limit 1;
--| c	c
select t.* from t where (n, k) in ((1, 'a'));
--| a	1	1.25
select sum(n) as total, count(n) as c, total from (select n, 5 as total from t) q group by total;
--| 3	2	5
select k as n, n as k from t order by n;
--| a	1
--| b	2
--| c	NULL
select -n, +n, - -n, abs(-n), n - -1 from t where n = 2;
--| -2	2	2	2	3
select date_add('2009-12-13', n), date '2009-12-13' - interval '1' day from t where n = 1;
--| 2009-12-14	2009-12-12 00:00:00
select substr(k, 1, n), repeat(k, n), lpad(k, n + 1, '0') from t where n = 2;
--| b	bb	00b
select array(n, 5), map(k, n), named_struct('k', k, 'd', d), array(d) from t where n = 1;
--| [1,5]	{"a":1}	{"k":"a","d":1.25}	[1.25]
select collect_list(named_struct('k', k, 'n', n)) from t where n = 1;
--| [{"k":"a","n":1}]
select 1 from t where k like concat('%', k) and k rlike concat('^', k);
--| 1
--| 1
--| 1
select k, lag(k) over (order by n nulls first) from t;
--| c	NULL
--| a	c
--| b	a
select max(if(k = 'a', n, null)) - min(n), sum(case k when 'a' then 1 when 'b' then 10 else 100 end) from t;
--| 0	111
