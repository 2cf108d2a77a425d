-- INSERT … SELECT converts to the column's type as CAST does: what can't be is NULL, varchar is cut, char is padded,
-- decimal is rounded half up (SemanticAnalyzer.genConversionSelectOperator; LanguageManual Types).
create table t (a int, b tinyint, c varchar(3), d char(4), e decimal(4,1), f date, g boolean, h string);
insert into t select 'abc', 'x', 'abcdef', 'ab', 2.25, 'not a date', cast(null as boolean), 12;
insert into t select '42', 7L, 12345, 'abcdefg', 12345.6, '2009-12-13', true, 1.50;
insert into t select 2.9D, cast(3 as bigint), 'é日本語', null, '7.777', timestamp '2009-12-13 23:59:59', false, date '2009-01-02';
select a, b, c, concat('[', d, ']'), e, f, g, h from t;
--| NULL	NULL	abc	[ab]	2.3	NULL	NULL	12
--| 42	7	123	[abcd]	NULL	2009-12-13	true	1.5
--| 2	3	é日本	NULL	7.8	2009-12-13	false	2009-01-02
select d from t where a = 42;
--| abcd
