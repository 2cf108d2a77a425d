-- concat is NULL if a part is, concat_ws leaves NULLs out and takes arrays too (Hive UDF wiki; GenericUDFConcatWS).
select concat('a', 'b', 'c'), concat('a', null), concat(1, '-', 2.5D), 'a' || 'b';
--| abc	NULL	1-2.5	ab
select concat_ws('.', 'www', array('facebook', 'com')), concat_ws(',', 'a', null, 'b'), concat_ws(null, 'a'), concat_ws('-', 'x');
--| www.facebook.com	a,b	NULL	x
