-- &, |, ^ and ~ work on the bits of whole numbers; shifts take the amount modulo the width (UDFOPBit…; Java's shifts).
select 5 & 3, 5 | 3, 5 ^ 3, ~5, ~0;
--| 1	7	6	-6	-1
select shiftleft(1, 4), shiftright(-8, 1), shiftrightunsigned(-1, 28), shiftleft(1L, 40);
--| 16	-4	15	1099511627776
