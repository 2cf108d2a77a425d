-- Strings side by side are one string, so a doubled quote is no quote (Hive's grammar, rule `stringLiteralSequence`).
select 'ab' 'cd', "x" 'y' "z";
--| abcd	xyz
select 'it''s';
--| its
