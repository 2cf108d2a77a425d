-- Hints such as MAPJOIN say how, not what: the answer is the same (LanguageManual JoinOptimization).
create table l (id int);
create table r (id int);
insert into l values (1), (2);
insert into r values (2), (3);
select /*+ MAPJOIN(r) */ l.id from l join r on l.id = r.id;
--| 2
select /*+ STREAMTABLE(l) */ l.id from l join r on l.id = r.id;
--| 2
