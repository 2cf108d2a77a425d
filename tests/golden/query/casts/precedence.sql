-- CASTs and the functions named after types agree (FunctionRegistry: int, bigint, string, double, … are functions).
select int('5') + 1, bigint(3.9D), string(12) || 'x', double('2.5'), date('2009-12-13'), boolean('');
--| 6	3	12x	2.5	2009-12-13	false
