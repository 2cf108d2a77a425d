-- `source` runs the statements of a file, and `!` a command of the system (LanguageManual Cli).
source ${hivevar:data}/script.hql;
--| 11
--| 12
select * from sourced;
--| 1
--| 2
source ${hivevar:data}/nosuch.hql;
--! nosuch.hql
!echo hello   world;
--| hello world
!false;
--! false
