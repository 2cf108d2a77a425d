-- hash() is Java's: a whole number is itself, text is 31*h + byte, NULL 0, and several values 31*h + the next
-- (ObjectInspectorUtils.hashCode, GenericUDFHash).
select hash(1), hash(-7), hash('a'), hash('abc'), hash(true), hash(false), hash(null), hash('');
--| 1	-7	97	96354	1	0	0	0
select hash(1, 2), hash('a', 1), hash(array(1, 2)), hash(4294967296), hash(null, 5), hash(5, null);
--| 33	3008	33	1	5	155
