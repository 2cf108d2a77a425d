-- A line that begins with -- is a comment, also inside a statement; dashes and semicolons in a string are text (LanguageManual
-- Cli).
select 'a--b',
-- this is not read
  'c;d';
--| a--b	c;d
select length('--
') ;
--| 3
