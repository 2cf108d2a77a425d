-- Functions on arrays (Hive UDF wiki, "Collection Functions"; GenericUDFArraySlice counts from 0, GenericUDFArrayPosition from 1).
select size(array(1, 2, 3)), size(map('a', 1)), array_contains(array(1, 2), 2), array_contains(array(1, 2), 5), sort_array(array('b', 'd', 'c', 'a'));
--| 3	1	true	false	["a","b","c","d"]
select array_min(array(3, 1, 2)), array_max(array(3, 1, 2)), array_join(array('a', 'b'), '-'), array_slice(array(1, 2, 3, 4), 2, 2), array_position(array('a', 'b'), 'b');
--| 1	3	a-b	[3,4]	2
select sort_array(array_distinct(array(2, 1, 2))), sort_array(array_union(array(1, 2), array(2, 3))), sort_array(array_except(array(1, 2), array(2, 3))), sort_array(array_intersect(array(1, 2), array(2, 3)));
--| [1,2]	[1,2,3]	[1]	[2]
select array_remove(array(1, 2, 1), 1), array_append(array(1), 2), sort_array(map_keys(map('b', 1, 'a', 2))), sort_array(map_values(map('b', 1, 'a', 2)));
--| [2]	[1,2]	["a","b"]	[1,2]
select sort_array_by(array(named_struct('n', 2, 's', 'x'), named_struct('n', 1, 's', 'y')), 'n');
--| [{"n":1,"s":"y"},{"n":2,"s":"x"}]
