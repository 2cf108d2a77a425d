-- get_json_object follows a path of keys and positions; what isn't there, or is in no JSON, is NULL; an object comes out as
-- JSON text (Hive UDF wiki, "get_json_object"; UDFJson).
create table t (j string);
insert into t values ('{"a":{"b":[1,2,{"c":"x"}]},"d":null,"e":"é","f":1.50,"g":true}');
select get_json_object(j, '$.a.b[0]'), get_json_object(j, '$.a.b[2].c'), get_json_object(j, '$.a.b'), get_json_object(j, '$.a') from t;
--| 1	x	[1,2,{"c":"x"}]	{"b":[1,2,{"c":"x"}]}
select get_json_object(j, '$.nosuch'), get_json_object(j, '$.a.b[9]'), get_json_object(j, '$.d'), get_json_object(j, '$.e'), get_json_object(j, '$.g') from t;
--| NULL	NULL	NULL	é	true
select get_json_object('[{"a":1},{"a":2}]', '$[1].a'), get_json_object('[{"a":1},{"a":2}]', '$[*].a'), get_json_object('not json', '$.a'), get_json_object('{"a":1}', 'a');
--| 2	[1,2]	NULL	NULL
