-- substr counts from 1, or from the end if negative; 0 is as 1 (UDFSubstr.makeIndex); substring_index cuts at the nth
-- delimiter (Hive UDF wiki, "String Functions").
select substr('Facebook', 5), substr('Facebook', -5), substr('Facebook', 5, 1), substring('Facebook', 0, 4), substr('abc', 2, 100);
--| book	ebook	b	Face	bc
select concat('[', substr('abc', 4), ']'), concat('[', substr('abc', -4), ']'), concat('[', substr('abc', 1, 0), ']'), concat('[', substr('abc', 2, -1), ']');
--| []	[]	[]	[]
select substring_index('www.apache.org', '.', 2), substring_index('www.apache.org', '.', -1), substring_index('www', '.', 1), mid('abcdef', 2, 3);
--| www.apache	org	www	bcd
