-- hex, bin and conv write numbers in other bases (Hive UDF wiki; UDFHex, UDFBin, UDFConv: a negative target base keeps the sign).
select hex(255), hex('Facebook'), bin(13), conv('100', 2, 10), conv('ff', 16, 10), conv(255, 10, 16), conv('-10', 16, -10);
--| FF	46616365626F6F6B	1101	4	255	FF	-16
select cast(unhex('4D7953514C') as string), conv('z', 36, 10), hex(-1), hex(cast(null as int));
--| MySQL	35	FFFFFFFFFFFFFFFF	NULL
