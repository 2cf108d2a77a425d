-- Positions count from 1, and 0 is "not found" (Hive UDF wiki, "String Functions").
select instr('Facebook', 'boo'), instr('abc', 'x'), locate('bar', 'foobarbar'), locate('bar', 'foobarbar', 5), position('b', 'abc');
--| 5	0	4	7	2
select find_in_set('ab', 'abc,b,ab,c,def'), find_in_set('x', 'a,b'), find_in_set('a,b', 'a,b'), find_in_set(null, 'a');
--| 3	0	0	NULL
select field('b', 'a', 'b', 'c'), field('x', 'a'), field(null, 'a'), elt(2, 'x', 'y'), elt(3, 'x', 'y');
--| 2	0	0	y	NULL
