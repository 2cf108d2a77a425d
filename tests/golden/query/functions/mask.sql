-- mask hides letters and digits; the others hide or show the first or last n, 4 if not said (Hive UDF wiki, "Data Masking Functions").
select mask('AbC-12 x'), mask_first_n('1234-5678-8765-4321', 4), mask_last_n('1234-5678-8765-4321', 4);
--| XxX-nn x	nnnn-5678-8765-4321	1234-5678-8765-nnnn
select mask_show_first_n('1234-5678-8765-4321', 4), mask_show_last_n('1234-5678-8765-4321', 4), mask_show_last_n('AbcdEF');
--| 1234-nnnn-nnnn-nnnn	nnnn-nnnn-nnnn-4321	XxcdEF
select mask('Ab1', 'U', 'l', '#'), mask(cast(null as string)), mask(123);
--| Ul#	NULL	111
