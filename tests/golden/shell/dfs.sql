-- `dfs` works on the table's storage: mkdir, put, cat, cp, mv, test, and what they refuse (LanguageManual Cli; Hadoop's
-- FileSystemShell page).
dfs -mkdir -p ${hivevar:root}/a/b;
dfs -test -d ${hivevar:root}/a/b;
dfs -put ${hivevar:data}/words.tsv ${hivevar:root}/a/b/w.tsv;
dfs -cat ${hivevar:root}/a/b/w.tsv;
--| 12	the
--| 7	of
--| 3	and
dfs -put ${hivevar:data}/words.tsv ${hivevar:root}/a/b/w.tsv;
--! w.tsv
dfs -put -f ${hivevar:data}/more_words.tsv ${hivevar:root}/a/b/w.tsv;
dfs -cat ${hivevar:root}/a/b/w.tsv;
--| 2	a
--| 1	to
dfs -cp ${hivevar:root}/a/b/w.tsv ${hivevar:root}/a/copy.tsv;
dfs -mv ${hivevar:root}/a/b/w.tsv ${hivevar:root}/a/moved.tsv;
dfs -test -e ${hivevar:root}/a/b/w.tsv;
--! not so
dfs -cat ${hivevar:root}/a/*.tsv;
--| 2	a
--| 1	to
--| 2	a
--| 1	to
dfs -cat ${hivevar:root}/nosuch;
--! nosuch
dfs -rm ${hivevar:root}/a;
--! directory
dfs -nosuch;
--! -nosuch
