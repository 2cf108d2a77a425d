-- SHOW COLUMNS lists the columns and then the partition keys in their order, padded; a pattern picks some
-- (LanguageManual DDL, "Show Columns"; show_columns.q.out).
create table foo (col1 int, cola string, b int) partitioned by (ds string);
show columns from foo;
--| col1                
--| cola                
--| b                   
--| ds                  
show columns in foo like 'col*';
--| col1                
--| cola                
show columns in foo 'b|ds';
--| b                   
--| ds                  
show columns from foo in default;
--| col1                
--| cola                
--| b                   
--| ds                  
show columns from nosuch;
--! nosuch
