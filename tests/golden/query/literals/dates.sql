-- DATE 'yyyy-mm-dd' and TIMESTAMP '…' are literals of their types (LanguageManual Types, "Dates", "Timestamps"); one that is
-- no date is an error.
select date '2009-12-13', timestamp '2009-12-13 01:02:03', timestamp '2009-12-13 01:02:03.5';
--| 2009-12-13	2009-12-13 01:02:03	2009-12-13 01:02:03.5
select typeof(date '2009-12-13'), typeof(timestamp '2009-12-13 01:02:03');
--| date	timestamp
select date '2009-12-13' > date '2009-12-12', timestamp '2009-12-13 00:00:00' = date '2009-12-13';
--| true	true
select date 'yesterday';
--! yesterday
