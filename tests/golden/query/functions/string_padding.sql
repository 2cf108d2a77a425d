-- lpad and rpad fill up to a length, or cut down to it; trim takes spaces off (Hive UDF wiki, "String Functions").
select lpad('hi', 5, '?!'), rpad('hi', 5, '?!'), lpad('hello', 2, '?'), rpad('hello', 2, '?');
--| ?!?hi	hi?!?	he	he
select concat('[', trim('  a b '), ']'), concat('[', ltrim('  a '), ']'), concat('[', rtrim(' a  '), ']'), concat('[', space(3), ']');
--| [a b]	[a ]	[ a]	[   ]
select repeat('ab', 3), concat('[', repeat('ab', 0), ']'), reverse('abc'), trim('x' from 'xxaxx');
--| ababab	[]	cba	a
