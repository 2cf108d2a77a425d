-- varchar(n) and char(n) cut what is longer; char is padded with spaces, which don't count when comparing or measuring; in varchar
-- they do (LanguageManual Types, "Varchar", "Char").
create table t (c char(5), v varchar(3));
insert into t values ('ab', 'abcdef'), ('abcdefgh', 'x ');
select concat('[', c, ']'), concat('[', v, ']'), length(c), length(v) from t;
--| [ab]	[abc]	2	3
--| [abcde]	[x ]	5	2
select v from t where c = cast('ab   ' as char(5));
--| abc
select cast('a' as char(3)) = cast('a  ' as char(5)), cast('a' as varchar(3)) = cast('a ' as varchar(3)), cast('abcdef' as varchar(2)), typeof(cast('a' as varchar(7)));
--| true	false	ab	varchar(7)
select cast(12345 as varchar(3)), cast(cast('abc' as char(2)) as string), upper(cast('ab' as char(4)));
--| 123	ab	AB  
