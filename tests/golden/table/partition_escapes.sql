-- Values of partition keys are escaped in directory names and come back whole (FileUtils.escapePathName: control
-- characters and "#%'*/:=?\{[]^ and DEL as %XX; a blank stays).
create table t (a int) partitioned by (p string);
insert into t values (1, 'a/b'), (2, 'k=v'), (3, '50%'), (4, 'a b'), (5, '12:30:00'), (6, 'ü'), (7, '{x}'), (8, 'q?#"*');
show partitions t;
--| p=12%3A30%3A00
--| p=50%25
--| p=a b
--| p=a%2Fb
--| p=k%3Dv
--| p=q%3F%23%22%2A
--| p=%7Bx}
--| p=ü
select * from t;
--| 1	a/b
--| 2	k=v
--| 3	50%
--| 4	a b
--| 5	12:30:00
--| 6	ü
--| 7	{x}
--| 8	q?#"*
select a from t where p = 'a/b' or p = '50%' or p = 'ü';
--| 1
--| 3
--| 6
alter table t drop partition (p = 'k=v');
alter table t add partition (p = 'new/one');
insert into t partition (p = 'new/one') values (9);
select a from t where p in ('new/one', 'k=v');
--| 9
