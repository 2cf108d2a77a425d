-- Text is ordered by its bytes, numbers by value, false before true, dates by time (LanguageManual SortBy).
select s from (select 'b' as s union all select 'B' union all select '10' union all select '9' union all select '') q order by s;
--|
--| 10
--| 9
--| B
--| b
select n from (select 10 as n union all select 9 union all select -1) q order by n;
--| -1
--| 9
--| 10
select f from (select true as f union all select false) q order by f;
--| false
--| true
select d from (select date '2010-01-01' as d union all select date '2009-12-13') q order by d;
--| 2009-12-13
--| 2010-01-01
