-- DESCRIBE of one column asks the SerDe, so its comment is "from deserializer" (Hive.getFieldsFromDeserializer;
-- describe_syntax.q.out, describe_xpath.q.out); with a path it goes into nested types.
create table t (
  key1 int comment 'a comment', l array<int>, m map<string,bigint>, s struct<x:int,y:string>, ls array<struct<z:date>>);
describe t key1;
--| key1                	int                 	from deserializer   
describe t l;
--| l                   	array<int>          	from deserializer   
describe t l.$elem$;
--| $elem$              	int                 	from deserializer   
describe t m.$key$;
--| $key$               	string              	from deserializer   
describe t m.$value$;
--| $value$             	bigint              	from deserializer   
describe t s.y;
--| y                   	string              	from deserializer   
describe t ls.$elem$;
--| z                   	date                	from deserializer   
describe t nosuch;
--! nosuch
