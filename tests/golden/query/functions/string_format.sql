-- format_number groups thousands and rounds halves to even, as Java's DecimalFormat; printf is Java's (Hive UDF wiki; GenericUDFFormatNumber).
select format_number(12332.123456D, 4), format_number(12332.1D, 4), format_number(12332.2D, 0), format_number(1234567, 0), format_number(-0.5D, 2);
--| 12,332.1235	12,332.1000	12,332	1,234,567	-0.50
select printf('Hello World %d %s', 100, 'days'), printf('%05d|%-4s|%.2f', 42, 'ab', 3.14159D), printf('%x', 255);
--| Hello World 100 days	00042|ab  |3.14	ff
