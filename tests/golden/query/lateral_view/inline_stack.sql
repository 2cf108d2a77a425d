-- inline makes rows of an array of structs; stack(n, …) cuts its values into n rows, the last filled up with NULL
-- (LanguageManual UDF; GenericUDTFInline, GenericUDTFStack).
select inline(array(struct(1, 'a'), struct(2, 'b'))) as (n, s);
--| 1	a
--| 2	b
select n, s from (select 0) q lateral view inline(array(named_struct('n', 1, 's', 'x'), named_struct('n', 2, 's', 'y'))) t;
--| 1	x
--| 2	y
select stack(2, 'a', 1, 'b', 2) as (s, n);
--| a	1
--| b	2
select stack(2, 'a', 'b', 'c');
--| a	b
--| c	NULL
select k, s.c0 from (select 'k' as k) t lateral view stack(2, 1, 2) s as c0;
--| k	1
--| k	2
