-- What CAST to string gives: booleans in capitals (PrimitiveObjectInspectorConverter.TextConverter), doubles as Java's
-- text, decimals with all their places.
select cast(12 as string), cast(1.50D as string), cast(1e7 as string), cast(cast(1.5 as decimal(5,3)) as string);
--| 12	1.5	1.0E7	1.500
select cast(true as string), cast(false as string), concat('is ', cast(true as string)), true;
--| TRUE	FALSE	is TRUE	true
select cast(date '2009-12-13' as string), cast(timestamp '2009-12-13 01:02:03' as string), cast(null as string);
--| 2009-12-13	2009-12-13 01:02:03	NULL
