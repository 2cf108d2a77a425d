-- A SerDe class that skep doesn't know is an error that names it.
create table t (a int) row format serde 'com.example.NoSuchSerDe';
--! com.example.NoSuchSerDe
create table t (a int) stored by 'com.example.Handler';
--! com.example.Handler
show tables;
