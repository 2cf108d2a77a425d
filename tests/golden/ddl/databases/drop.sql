-- Only an empty database can be dropped, or one with CASCADE (LanguageManual DDL, "Drop Database").
create database old;
create table old.t (a int);
drop database old;
--! not empty
drop database old restrict;
--! not empty
drop database old cascade;
show databases;
--| default
drop database old;
--! `old` does not exist
drop database if exists old;
create schema again;
drop schema again;
drop database default;
--! `default`
