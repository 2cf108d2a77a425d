-- SHOW TABLES lists tables and views by name; the pattern knows `*`, `%` and `|` (LanguageManual DDL, "Show Tables";
-- show_tables.q.out).
create table foo (a int);
create table bar (a int);
create table baz (a int);
create view test_view as select * from foo;
create database other;
create table other.elsewhere (a int);
show tables;
--| bar
--| baz
--| foo
--| test_view
show tables 'ba*';
--| bar
--| baz
show tables like 'FOO|%z';
--| baz
--| foo
show tables in other;
--| elsewhere
show tables from other like 'no*';
show views;
--| test_view
show tables in nosuch;
--! nosuch
