-- Arrays, maps and structs: built, reached into, and printed as JSON (LanguageManual Types, "Complex Types"; SerDeUtils.getJSONString).
select array('a', 'b')[0], array('a', 'b')[2], map('k', 1)['k'], map('k', 1)['x'], named_struct('a', 1, 'b', 'x').b;
--| a	NULL	1	NULL	x
select array(1, null, 3), array(array(1), array(2, 3)), map('k', array(1)), map(1, 'a'), struct(1, 'a'), named_struct('a', null, 'b', date '2009-12-13');
--| [1,null,3]	[[1],[2,3]]	{"k":[1]}	{1:"a"}	{"col1":1,"col2":"a"}	{"a":null,"b":"2009-12-13"}
select array('say "hi"', 'a\\b', 'x\ty'), array(1.5D, 2D), array(true), array(named_struct('a', 1), named_struct('a', 2)).a;
--| ["say \"hi\"","a\\b","x\ty"]	[1.5,2.0]	[true]	[1,2]
select array(1, 2) = array(1, 2), named_struct('a', 1) = named_struct('a', 1), typeof(array(1)), typeof(map('a', 1.5D)), typeof(named_struct('x', 1));
--| true	true	array<int>	map<string,double>	struct<x:int>
