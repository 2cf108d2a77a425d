-- Regular expressions are Java's: regexp_replace replaces every match, $1 is a group; regexp_extract gives group 1 if none is named,
-- and '' if nothing matches (Hive UDF wiki; UDFRegExpExtract).
select regexp_replace('100-200', '(\\d+)', 'num'), regexp_replace('a1b2', '([a-z])(\\d)', '$2$1'), regexp_replace('abc', 'x', 'y');
--| num-num	1a2b	abc
select regexp_extract('100-200', '(\\d+)-(\\d+)', 1), regexp_extract('100-200', '(\\d+)-(\\d+)', 2), regexp_extract('100-200', '(\\d+)-(\\d+)', 0), regexp_extract('foothebar', 'foo(.*?)(bar)');
--| 100	200	100-200	the
select concat('[', regexp_extract('abc', '(x)', 1), ']'), regexp_extract(null, '(x)', 1), regexp_replace('abc', null, 'x');
--| []	NULL	NULL
