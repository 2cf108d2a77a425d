-- Sessions of visits: a new one begins after more than 30 minutes without a hit, found with lag and a running sum.
create table hits (who string, at timestamp);
insert into hits values
  ('ann', '2009-12-13 10:00:00'), ('ann', '2009-12-13 10:20:00'), ('ann', '2009-12-13 11:00:00'),
  ('bob', '2009-12-13 09:00:00'), ('ann', '2009-12-13 11:30:00');
with gaps as (
  select who, at, unix_timestamp(at) - unix_timestamp(lag(at) over (partition by who order by at)) as gap from hits),
numbered as (
  select who, at, sum(if(gap is null or gap > 1800, 1, 0)) over (partition by who order by at) as session from gaps)
select who, session, count(*), min(at), max(at) from numbered group by who, session order by who, session;
--| ann	1	2	2009-12-13 10:00:00	2009-12-13 10:20:00
--| ann	2	2	2009-12-13 11:00:00	2009-12-13 11:30:00
--| bob	1	1	2009-12-13 09:00:00	2009-12-13 09:00:00
