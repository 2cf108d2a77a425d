-- The parts of a URL as java.net.URL names them; one parameter of the query by its name (Hive UDF wiki, "parse_url"; UDFParseUrl).
create table t (u string);
insert into t values ('https://ann:pw@example.org:8080/a/b.php?x=1&y=two#top');
select parse_url(u, 'PROTOCOL'), parse_url(u, 'HOST'), parse_url(u, 'PATH'), parse_url(u, 'QUERY'), parse_url(u, 'REF') from t;
--| https	example.org	/a/b.php	x=1&y=two	top
select parse_url(u, 'FILE'), parse_url(u, 'AUTHORITY'), parse_url(u, 'USERINFO'), parse_url(u, 'QUERY', 'y'), parse_url(u, 'QUERY', 'z'), parse_url('no url', 'HOST') from t;
--| /a/b.php?x=1&y=two	ann:pw@example.org:8080	ann:pw	two	NULL	NULL
