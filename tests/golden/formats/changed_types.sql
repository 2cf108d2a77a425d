-- A column whose type changed after its file was written is converted as it is read, and what doesn't fit is NULL
-- (ORC: ConvertTreeReaderFactory; Parquet: ETypeConverter). Names are found without regard to case.
set hive.metastore.disallow.incompatible.col.type.changes=false;
create table o (n bigint, d decimal(10,2), s string) stored as orc;
insert into o values (1, 1.25, '12'), (3000000000, 12345.67, 'x'), (300, null, null);
alter table o change n n int;
alter table o change d d decimal(4,1);
alter table o change s s int;
select * from o order by n;
--| 1	1.3	12
--| 300	NULL	NULL
--| NULL	NULL	NULL
alter table o change n n string;
select n from o order by n;
--| 1
--| 300
--| 3000000000
create table p (n bigint, d decimal(10,2)) stored as parquet;
insert into p values (1, 1.25), (3000000000, 12345.67), (300, null);
alter table p change n n int;
alter table p change d d decimal(4,1);
select * from p order by n;
--| 1	1.3
--| 300	NULL
--| NULL	NULL
