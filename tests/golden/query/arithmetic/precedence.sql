-- From tight to loose: unary, ^, then * / % DIV, then + -, then ||, then &, then | (Hive's grammar IdentifiersParser.g).
select 2 + 3 * 4, (2 + 3) * 4, 10 - 4 - 3, 100 div 10 div 5;
--| 14	20	3	2
select 2 ^ 3 * 2, 5 | 2 & 3, 1 + 2 || 'x', - 2 + 5, 4 + 1 & 4;
--| 2	7	3x	3	4
select not true or true, not (true or true), true or false and false;
--| true	false	true
select 1 + 1 = 2, 1 = 1 and 2 = 3;
--| true	false
