-- Comments begin with `--` at any place outside quotes; a `;` in quotes or a comment ends nothing (LanguageManual Cli).
select 1 -- one; and only one
  , '--no comment', "a;b";
--| 1	--no comment	a;b
select 'it''s', "he said \"x\"" -- it's
;
--| its	he said "x"
