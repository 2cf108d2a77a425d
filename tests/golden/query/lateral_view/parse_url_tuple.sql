-- parse_url_tuple takes several parts of a URL at once; QUERY:name is one parameter (LanguageManual UDF, "parse_url_tuple").
select h, p, v, r from (select 'http://facebook.com/path1/p.php?k1=v1&k2=v2#Ref1' as u) t
lateral view parse_url_tuple(u, 'HOST', 'PATH', 'QUERY:k1', 'REF') e as h, p, v, r;
--| facebook.com	/path1/p.php	v1	Ref1
