-- All spellings: = and ==, <> and !=, NOT before a condition (LanguageManual UDF, "Relational Operators").
select 1 = 1, 1 == 1, 1 <> 2, 1 != 2, 2 >= 2, 1 < 2, not 1 = 2, not (1 = 1 and 2 = 2);
--| true	true	true	true	true	true	true	false
select true = true, true > false, 'a' = 'a ', 1.0 = 1, 0.1 + 0.2 = 0.3, 0.1D + 0.2D = 0.3D;
--| true	true	false	true	true	false
select null = null, null <=> null, 1 = null, not null;
--| NULL	true	NULL	NULL
