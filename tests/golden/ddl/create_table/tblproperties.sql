-- TBLPROPERTIES are kept, shown, changed and removed (LanguageManual DDL; show_tblproperties.q.out for the answer of a
-- key that isn't there).
create table t (a int) tblproperties ('maker' = 'ann', 'a key' = 'a value');
show tblproperties t ('maker');
--| maker	ann
show tblproperties t ('a key');
--| a key	a value
show tblproperties t ('nosuch');
--| Table default.t does not have property: nosuch	 
alter table t set tblproperties ('maker' = 'bob', 'more' = '1');
show tblproperties t ('maker');
--| maker	bob
alter table t unset tblproperties ('more');
show tblproperties t ('more');
--| Table default.t does not have property: more	 
alter table t unset tblproperties ('more');
--! more
alter table t unset tblproperties if exists ('more');
