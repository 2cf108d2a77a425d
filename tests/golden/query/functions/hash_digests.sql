-- Digests as hexadecimal text, of the bytes of UTF-8 (Hive UDF wiki, "Misc. Functions"; RFC 1321, FIPS 180; CRC-32 of zlib).
select md5('ABC'), sha1('ABC'), sha('ABC'), crc32('ABC');
--| 902fbdd2b1df0c4f70b4a5d23525e932	3c01bdbb26f358bab27f267924aa2c9a03fcfdb8	3c01bdbb26f358bab27f267924aa2c9a03fcfdb8	2743272264
select sha2('ABC', 256), sha2('ABC', 0), sha2('ABC', 5), md5(cast(null as string));
--| b5d4045c3f466fa91fe2cc6abe79232a1a57cdf104f7a26e716e0a1e2789df78	b5d4045c3f466fa91fe2cc6abe79232a1a57cdf104f7a26e716e0a1e2789df78	NULL	NULL
select base64(cast('hive' as binary)), cast(unbase64('aGl2ZQ==') as string);
--| aGl2ZQ==	hive
