-- A number is true unless it is zero. Text is false if it is empty or one of false, no, off and 0 in any case, else true
-- (UDFToBoolean; PrimitiveObjectInspectorUtils.parseBoolean, whose comment lists these).
select cast(0 as boolean), cast(2 as boolean), cast(-1 as boolean), cast(0.0D as boolean), cast(0.1 as boolean);
--| false	true	true	false	true
select cast('' as boolean), cast('false' as boolean), cast('FALSE' as boolean), cast('true' as boolean), cast('x' as boolean);
--| false	false	false	true	true
select cast(true as int), cast(false as int), cast(true as double);
--| 1	0	1.0
