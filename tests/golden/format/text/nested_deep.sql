-- Each level of nesting has a delimiter of its own, ^B to ^H, so what INSERT writes comes back (LazySerDeParameters).
create table deep (a array<array<int>>, m map<string,array<struct<p:int,q:string>>>, s struct<i:struct<j:map<int,string>>>);
insert into deep select array(array(1, 2), array(3)),
  map('k', array(named_struct('p', 1, 'q', 'x'), named_struct('p', 2, 'q', 'y'))),
  named_struct('i', named_struct('j', map(7, 'seven')));
select * from deep;
--| [[1,2],[3]]	{"k":[{"p":1,"q":"x"},{"p":2,"q":"y"}]}	{"i":{"j":{7:"seven"}}}
select a[0][1], m['k'][1].q, s.i.j[7] from deep;
--| 2	y	seven
