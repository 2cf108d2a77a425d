-- LEFT SEMI JOIN keeps the left rows that have a partner, once each; LEFT ANTI JOIN those that have none, NULL keys among
-- them. The right side is not visible outside ON (LanguageManual Joins; Hive 4 for ANTI, HIVE-23716).
create table l (id int, v string);
create table r (id int, w string);
insert into l values (1, 'a'), (2, 'b'), (null, 'c');
insert into r values (2, 'x'), (2, 'y'), (null, 'z');
select * from l left semi join r on l.id = r.id;
--| 2	b
select v from l left anti join r on l.id = r.id;
--| a
--| c
select v from l left semi join r on l.id = r.id and r.w > 'y';
select l.id, w from l left semi join r on l.id = r.id;
--! `w`
