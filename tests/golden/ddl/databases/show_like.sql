-- The pattern of SHOW DATABASES: `*` and `%` for any text, `|` for a choice, case ignored (ShowDatabasesOperation,
-- UDFLike; show_tables.q.out for the `%`).
create database web_old;
create database web_new;
create database sales;
show databases like 'web*';
--| web_new
--| web_old
show databases like 'web%';
--| web_new
--| web_old
show databases like 'SALES|*new';
--| sales
--| web_new
show schemas like 'nothing';
