-- Names of databases, tables and columns are the same in any case and kept in small letters (LanguageManual DDL:
-- "table names and column names are case insensitive").
create database MyData;
show databases;
--| default
--| mydata
create table MYDATA.Words (Freq int, WORD string);
insert into mydata.words values (1, 'x');
select FREQ, Word from MyData.WORDS;
--| 1	x
describe mydata.words;
--| freq                	int                 	                    
--| word                	string              	                    
