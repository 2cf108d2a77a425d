-- A database is made, used and listed; its tables are apart from those of others (LanguageManual DDL, "Create Database").
create database web;
create database if not exists web;
create database web;
--! `web` already exists
show databases;
--| default
--| web
create table web.hits (n int);
insert into web.hits values (3);
select * from hits;
--! hits
use web;
select * from hits;
--| 3
select current_database();
--| web
use default;
select n from web.hits;
--| 3
use nosuch;
--! `nosuch` does not exist
