-- What INSERT writes with ESCAPED BY comes back as it was: the escape character and all delimiters; line ends
-- too with the property serialization.escape.crlf (LazySerDeParameters, LazyUtils.writeEscaped).
create table t (a string, b array<string>) row format delimited fields terminated by ',' escaped by '\\'
collection items terminated by ';' tblproperties ('serialization.escape.crlf' = 'true');
insert into t select 'x,y\\z', array('p;q', 'r,s');
insert into t select 'two\nlines', array('\\N');
select length(a), size(b), b from t where a like 'x%';
--| 5	2	["p;q","r,s"]
select length(a), a = 'two\nlines', b[0] = '\\N' from t where a like 'two%';
--| 9	true	true
