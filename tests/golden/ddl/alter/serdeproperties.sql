-- SET SERDEPROPERTIES changes how the files are read (LanguageManual DDL, "Add SerDe Properties").
create external table t (a string, b string) location '${hivevar:root}/t';
create table w (line string) location '${hivevar:root}/t';
insert into w values ('x,y;z');
select * from t;
--| x,y;z	NULL
alter table t set serdeproperties ('field.delim' = ',');
select * from t;
--| x	y;z
alter table t set serdeproperties ('field.delim' = ';');
select * from t;
--| x,y	z
