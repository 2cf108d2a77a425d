-- SHOW FUNCTIONS LIKE with `%` and `*` (LanguageManual DDL, "Show Functions"; show_functions.q.out for log% and %date%).
show functions like 'concat*';
--| concat
--| concat_ws
show functions like 'log1%';
--| log10
show functions like 'nosuchfunction';
