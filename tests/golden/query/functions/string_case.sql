-- Upper and lower case, and initcap with words between white space (Hive UDF wiki; GenericUDFInitCap).
select upper('aBc1'), ucase('x'), lower('AbC'), lcase('X'), initcap('tHe soap'), initcap('a-b c');
--| ABC1	X	abc	x	The Soap	A-b C
