-- RESET forgets what was set (LanguageManual Cli).
set my.key=1;
set my.other=2;
reset my.key;
set my.key;
--| my.key is undefined
set my.other;
--| my.other=2
reset;
set my.other;
--| my.other is undefined
