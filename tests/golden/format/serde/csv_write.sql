-- INSERT into OpenCSVSerde: every field is quoted, quotes are doubled, NULL is nothing (CSVWriter.writeNext); decimals without
-- trailing zeros, a char padded (ctas_open_csv_serde.q; HiveDecimal, HiveChar.toString).
create external table t (a string, b string, c string, d decimal(10,2), e boolean)
row format serde 'org.apache.hadoop.hive.serde2.OpenCSVSerde' location '${hivevar:root}/t';
insert into t select 'a,b', 'say "hi"', null, cast(1.50 as decimal(10,2)), true;
create external table lines (line string) location '${hivevar:root}/t';
select * from lines;
--| "a,b","say ""hi""",,"1.5","true"
-- NULL comes back as the empty string, as in Hive.
select * from t;
--| a,b	say "hi"		1.5	true
create external table o (a string, b string) row format serde 'org.apache.hadoop.hive.serde2.OpenCSVSerde'
with serdeproperties ('separatorChar' = '\t', 'quoteChar' = "'", 'escapeChar' = '\\') location '${hivevar:root}/o';
insert into o values ("it's", 'back\\slash');
select * from o;
--| it's	back\slash
