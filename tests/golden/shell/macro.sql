-- A macro is an expression with parameters, for the session (LanguageManual DDL, "Create/Drop Macro").
create temporary macro fixed() 42;
create temporary macro twice(x int) x * 2;
create temporary macro add_both(x int, y int) twice(x) + y;
select fixed(), twice(4), add_both(1, 2);
--| 42	8	4
create table t (a int);
insert into t values (3);
select twice(a + 1) from t;
--| 8
select twice(1, 2);
--! 1 arguments
create temporary macro bad(x int) x + nosuch;
--! nosuch
create temporary macro bad(x int, X int) x;
--! `x`
drop temporary macro twice;
select twice(1);
--! twice
drop temporary macro if exists twice;
