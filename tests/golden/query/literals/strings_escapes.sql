-- Strings stand in single or double quotes; a backslash escapes (BaseSemanticAnalyzer.unescapeSQLString), and \% and \_
-- keep their backslash so that LIKE can see it (LanguageManual Types, "Strings").
select 'it\'s', "say \"hi\"", 'a "b"', "a 'b'";
--| it's	say "hi"	a "b"	a 'b'
select length('a\tb'), length('a\nb'), length('\\'), length('\%'), length('\_'), length('\r\n');
--| 3	3	1	2	2	2
select '\u0041', '\101', '\q';
--| A	A	q
select concat('[', 'a\\b', ']');
--| [a\b]
select ascii('\Z'), ascii('\b'), ascii('\t');
--| 26	8	9
