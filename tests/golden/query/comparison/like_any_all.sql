-- LIKE ANY is true if one pattern matches, LIKE ALL if all do (LanguageManual UDF; GenericUDFLikeAny, GenericUDFLikeAll).
create table t (s string);
insert into t values ('apple'), ('apricot'), ('banana');
select s from t where s like any ('app%', '%ana');
--| apple
--| banana
select s from t where s like all ('ap%', '%t');
--| apricot
select s from t where s not like any ('ap%', 'ban%');
-- NOT LIKE ALL is the opposite of LIKE ALL, not "matches none" (Hive's grammar puts NOT over the whole).
select s from t where s not like all ('app%', '%e');
--| apricot
--| banana
