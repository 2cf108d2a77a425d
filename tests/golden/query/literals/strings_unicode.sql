-- length counts characters, octet_length bytes of UTF-8; upper and reverse work on characters (Hive UDF wiki, "String
-- Functions"; GenericUDFLength, GenericUDFOctetLength).
select length('häß'), octet_length('häß'), upper('é'), reverse('añb'), substr('日本語', 2, 1);
--| 3	5	É	bña	本
