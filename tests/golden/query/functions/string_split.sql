-- split cuts at a regular expression and keeps empty parts, also at the end (GenericUDFSplit: limit -1); str_to_map makes a map of
-- pairs (Hive UDF wiki).
select split('a,b,,c,', ','), split('oneAtwoBthree', '[AB]'), split('a.b', '\\.'), split('abc', ',');
--| ["a","b","","c",""]	["one","two","three"]	["a","b"]	["abc"]
select split('a,b', ',')[1], size(split('', ',')), split(null, ',');
--| b	1	NULL
select str_to_map('a:1')['a'], str_to_map('a=1&b=2', '&', '=')['b'], str_to_map('a')['a'];
--| 1	2	NULL
