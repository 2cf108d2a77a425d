-- json_tuple reads several keys of a JSON object at once, as text; a key that is missing, and any key of text that is no
-- JSON, is NULL (LanguageManual UDF, "json_tuple"; GenericUDTFJSONTuple).
create table t (id int, j string);
insert into t values (1, '{"a":1,"b":"x"}'), (2, '{"a":{"c":[1,2]}}'), (3, 'no json'), (4, null);
select id, a, b from t lateral view json_tuple(j, 'a', 'b') e as a, b;
--| 1	1	x
--| 2	{"c":[1,2]}	NULL
--| 3	NULL	NULL
--| 4	NULL	NULL
select json_tuple('{"k":"v","n":2.5,"t":true}', 'n', 't', 'k');
--| 2.5	true	v
