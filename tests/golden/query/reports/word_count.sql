-- The word count of every tutorial: split, explode, lower case, count, order.
create table docs (body string);
insert into docs values ('To be, or not to be'), ('that is the question: to be'), ('');
select word, count(*) as n from docs lateral view explode(split(lower(body), '[^a-z]+')) w as word
where word <> '' group by word having count(*) > 1 order by n desc, word;
--| be	3
--| to	3
select count(*), count(distinct word) from docs lateral view explode(split(lower(body), '\\W+')) w as word where length(word) > 0;
--| 12	8
