-- RANGE measures by the key: days for dates, downwards for DESC; rows whose key is NULL are one another's neighbours (ValueBoundaryScanner).
create table t (d date, n int);
insert into t values ('2009-12-01', 5), ('2009-12-02', 4), ('2009-12-04', 2), ('2009-12-05', null);
select d, count(*) over (order by d range between 1 preceding and current row) from t;
--| 2009-12-01	1
--| 2009-12-02	2
--| 2009-12-04	1
--| 2009-12-05	2
select n, sum(n) over (order by n desc range between 1 preceding and current row) from t where n is not null;
--| 5	5
--| 4	9
--| 2	2
select n, count(*) over (order by n), row_number() over (order by n) from t;
--| 2	1	1
--| 4	2	2
--| 5	3	3
--| NULL	4	4
