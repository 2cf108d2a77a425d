-- What can't be read or called is an error, not an empty answer.
selec 1;
--! selec
select nosuchfunction(1);
--! `nosuchfunction`
select substr('a');
--! substr
select length('a', 'b');
--! length
select cast(1 as nosuchtype);
--! nosuchtype
select sum(array(1));
--! sum
select array(1) + 1;
--! +
select 'unclosed;
--! never closed
