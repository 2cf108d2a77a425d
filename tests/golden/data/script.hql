-- Sourced by shell/source.sql.
create table sourced (a int);
insert into sourced values (1), (2);
select a + 10 from sourced order by a;
