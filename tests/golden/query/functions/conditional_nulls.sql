-- if takes the third value unless its condition is true; coalesce the first that isn't NULL; nullif is NULL if both are equal
-- (Hive UDF wiki, "Conditional Functions").
select if(1 = 1, 'y', 'n'), if(null, 'y', 'n'), if(1 = 2, 1, null), if(true, 1, 2.5D);
--| y	n	NULL	1.0
select coalesce(null, 2, 3), coalesce(null, null), nvl(null, 'd'), nvl('v', 'd'), nullif(1, 1), nullif(1, 2);
--| 2	NULL	d	v	NULL	1
select isnull(null), isnotnull(null), isnull(1), null is null, 1 is not null;
--| true	false	false	true	true
select assert_true(1 < 2);
--| NULL
select assert_true(a < 2) from (select 5 as a) q;
--! ASSERT_TRUE
