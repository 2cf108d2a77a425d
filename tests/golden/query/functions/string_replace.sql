-- replace, translate, and characters by code (Hive UDF wiki; GenericUDFTranslate: what has no partner is dropped).
select replace('Hack and Hue', 'H', 'BL'), translate('AaBbCc', 'abc', '123'), translate('abcde', 'abc', 'x'), ascii('222'), chr(65), ascii('');
--| BLack and BLue	A1B2C3	xde	50	A	0
select levenshtein('kitten', 'sitting'), soundex('Miller'), quote('Don\'t'), sentences('Hello there! I am a UDF.');
--| 3	M460	'Don\'t'	[["Hello","there"],["I","am","a","UDF"]]
